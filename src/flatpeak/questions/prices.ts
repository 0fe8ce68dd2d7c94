import type { HttpRequest } from '../transport';
import { zero, type Generation } from './generation';

/** Rates by `POST /prices/{id}`. */
export const anode: Generation = {
  version: '2025-09-14.anode',
  request: (location, query) => post(`/prices/${location}`, asked(query)),
  read: (json, query) => zero.read(asRates(json, query), query),
};

/** Rates by `POST /prices`. The documentation names no version for it. */
export const busbar: Generation = {
  ...anode,
  version: '',
  request: (location, query) => post('/prices', { location_id: location, ...asked(query) }),
};

function post(path: string, body: object): Omit<HttpRequest, 'headers'> {
  return { method: 'POST', path, query: {}, body: JSON.stringify(body) };
}

/** Both leave out what rates can be asked with, and call the direction by another name. */
function asked({ start_time, end_time, direction }: Record<string, string>): object {
  return { start_time, end_time, tariff_direction: direction };
}

function asRates(json: unknown, query: Record<string, string>): unknown {
  if (!isObject(json)) return json;
  const { tariff_direction, data, ...rest } = json;
  const { include_tariff, include_carbon, ...times } = query;
  return {
    ...rest,
    object: 'tariff_rate',
    direction: tariff_direction,
    request: {
      include_tariff: include_tariff === 'true',
      include_carbon: include_carbon === 'true',
      ...times,
    },
    data: Array.isArray(data) ? data.map(asSlot) : data,
  };
}

function asSlot(slot: unknown): unknown {
  if (!isObject(slot)) return slot;
  const { price, ...rest } = slot;
  if (!isObject(price)) return rest;
  const { value, ...facts } = price;
  return { ...rest, tariff: { rate: value, ...facts } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
