import type { Home } from './home';
import { notFound } from './refusal';
import * as tariffs from './tariffs';

const DEMO: Home = {
  id: 'loc_sample_demo',
  reference: 'SAMPLE-DEMO',
  customer: 'cus_sample_jones',
  created: '2025-06-01T08:00:00Z',
  zone: 'Europe/London',
  currency: 'GBP',
  address: {
    address_line1: '1 Sample Street',
    city: 'Bath',
    post_code: 'BA1 1AA',
    country_code: 'GB',
  },
  place: { lat: 51.38, lng: -2.36 },
  devices: [],
  carbon: { lowest: 40, highest: 290, seed: 11 },
  import: tariffs.DEMO_IMPORT,
};

const LONDON: Home = {
  id: 'loc_sample_london',
  reference: 'SAMPLE-LONDON',
  customer: 'cus_sample_jones',
  created: '2025-05-20T09:30:00Z',
  zone: 'Europe/London',
  currency: 'GBP',
  address: {
    address_line1: '2 Sample Street',
    city: 'London',
    post_code: 'N1 1AA',
    country_code: 'GB',
  },
  place: { lat: 51.54, lng: -0.1 },
  devices: ['dev_sample_wallbox'],
  carbon: { lowest: 40, highest: 290, seed: 21 },
  import: tariffs.LONDON_IMPORT,
  export: tariffs.LONDON_EXPORT,
};

const BERLIN: Home = {
  id: 'loc_sample_berlin',
  reference: 'SAMPLE-BERLIN',
  customer: 'cus_sample_schmidt',
  created: '2025-04-11T07:15:00Z',
  zone: 'Europe/Berlin',
  currency: 'EUR',
  address: { address_line1: 'Musterweg 3', city: 'Berlin', post_code: '10115', country_code: 'DE' },
  place: { lat: 52.53, lng: 13.38 },
  devices: [],
  carbon: { lowest: 110, highest: 620, seed: 31 },
  import: tariffs.BERLIN_IMPORT,
};

const OSLO: Home = {
  id: 'loc_sample_oslo',
  reference: 'SAMPLE-OSLO',
  customer: 'cus_sample_hansen',
  created: '2025-03-02T10:45:00Z',
  zone: 'Europe/Oslo',
  currency: 'NOK',
  address: {
    address_line1: 'Eksempelveien 4',
    city: 'Oslo',
    post_code: '0150',
    country_code: 'NO',
  },
  place: { lat: 59.91, lng: 10.74 },
  devices: [],
  carbon: { lowest: 12, highest: 60, seed: 41 },
  import: tariffs.OSLO_IMPORT,
  gridFee: tariffs.OSLO_GRID_FEE,
};

const MADRID: Home = {
  id: 'loc_sample_madrid',
  reference: 'SAMPLE-MADRID',
  customer: 'cus_sample_garcia',
  created: '2025-02-14T16:20:00Z',
  zone: 'Europe/Madrid',
  currency: 'EUR',
  address: {
    address_line1: 'Calle de Ejemplo 5',
    city: 'Madrid',
    post_code: '28013',
    country_code: 'ES',
  },
  place: { lat: 40.42, lng: -3.7 },
  devices: [],
  import: tariffs.MADRID_IMPORT,
};

const NEW_YORK: Home = {
  id: 'loc_sample_new_york',
  reference: 'SAMPLE-NEW-YORK',
  customer: 'cus_sample_smith',
  created: '2025-01-30T20:05:00Z',
  zone: 'America/New_York',
  currency: 'USD',
  address: {
    address_line1: '6 Sample Avenue',
    city: 'New York',
    state: 'NY',
    post_code: '10001',
    country_code: 'US',
  },
  place: { lat: 40.75, lng: -73.99 },
  devices: [],
  import: tariffs.NEW_YORK_IMPORT,
  export: tariffs.NEW_YORK_EXPORT,
};

const LORD_HOWE: Home = {
  id: 'loc_sample_lord_howe',
  reference: 'SAMPLE-LORD-HOWE',
  customer: 'cus_sample_taylor',
  created: '2024-12-05T01:10:00Z',
  zone: 'Australia/Lord_Howe',
  currency: 'AUD',
  address: {
    address_line1: '7 Sample Lane',
    city: 'Lord Howe Island',
    state: 'NSW',
    post_code: '2898',
    country_code: 'AU',
  },
  place: { lat: -31.55, lng: 159.08 },
  devices: [],
  import: tariffs.LORD_HOWE_IMPORT,
};

const NO_TARIFF: Home = {
  id: 'loc_sample_no_tariff',
  reference: 'SAMPLE-NO-TARIFF',
  customer: 'cus_sample_devries',
  created: '2024-11-21T12:00:00Z',
  zone: 'Europe/Amsterdam',
  currency: 'EUR',
  address: {
    address_line1: 'Voorbeeldstraat 8',
    city: 'Utrecht',
    post_code: '3511 AA',
    country_code: 'NL',
  },
  place: { lat: 52.09, lng: 5.12 },
  devices: [],
};

const PENDING: Home = {
  id: 'loc_sample_pending',
  reference: 'SAMPLE-PENDING',
  customer: 'cus_sample_martin',
  created: '2024-10-09T14:40:00Z',
  zone: 'Europe/Paris',
  currency: 'EUR',
  address: {
    address_line1: "9 rue de l'Exemple",
    city: 'Lyon',
    post_code: '69002',
    country_code: 'FR',
  },
  place: { lat: 45.76, lng: 4.83 },
  devices: [],
  pending: true,
};

/** Every home of the sample account, newest first. */
export const HOMES: readonly Home[] = [
  DEMO,
  LONDON,
  BERLIN,
  OSLO,
  MADRID,
  NEW_YORK,
  LORD_HOWE,
  NO_TARIFF,
  PENDING,
];

/** Refuses an id that is not of this account. */
export function homeById(id: string): Home {
  const found = HOMES.find((home) => home.id === id);
  if (!found) throw notFound();
  return found;
}
