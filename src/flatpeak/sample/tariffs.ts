import type { Curve, Shape, Tariff } from './home';

const MINUTE = 60_000;

export const DEMO_IMPORT: Tariff = tariff('demo', 'Sample Twenty Seconds', 'DYNAMIC', {
  kind: 'pulse',
  slot: 20_000,
  seed: 12,
  // Never more than two in a row on one side of 0.15, so that a watcher sees a switch within 40 seconds.
  rates: [-0.03, 0.08, 0.24, 0.31, 0.1, 0.21, 0.28, 0.05, 0.2],
  history: 60 * MINUTE,
  ahead: 30 * MINUTE,
});

export const LONDON_IMPORT: Tariff = tariff(
  'london_import',
  'Sample Half Hourly',
  'DYNAMIC',
  // The night dip outweighs level and noise together: below zero from two to four, every night of the year.
  halfHourly(22, { level: 0.21, peaks: 0.13, night: 0.36, sun: 0.06, noise: 0.02 }),
);

export const LONDON_EXPORT: Tariff = {
  ...tariff(
    'london_export',
    'Sample Half Hourly Export',
    'DYNAMIC',
    halfHourly(23, { level: 0.13, peaks: 0.1, night: 0.07, sun: 0.05, noise: 0.01 }),
  ),
  // The documentation shows a status with this space; whoever compares it untrimmed should notice here.
  status: 'CONNECTED ',
};

export const BERLIN_IMPORT: Tariff = tariff(
  'berlin_import',
  'Sample Day Ahead Hourly',
  'MARKET',
  dayAhead(60 * MINUTE, 32, { level: 0.29, peaks: 0.12, night: 0.06, sun: 0.14, noise: 0.03 }),
);

export const OSLO_IMPORT: Tariff = tariff(
  'oslo_import',
  'Sample Day Ahead Quarter Hourly',
  'MARKET',
  dayAhead(15 * MINUTE, 42, { level: 1.1, peaks: 0.6, night: 0.4, sun: 0.3, noise: 0.15 }),
);

export const OSLO_GRID_FEE: Tariff = {
  ...tariff('oslo_grid', 'Sample Grid Fee', 'TIME_OF_DAY', {
    kind: 'bands',
    weekday: [
      [0, 0.34],
      [6, 0.42],
      [22, 0.34],
    ],
    weekend: [[0, 0.34]],
  }),
  status: 'ERROR',
};

export const MADRID_IMPORT: Tariff = {
  ...tariff('madrid_import', 'Sample Three Periods', 'TIME_OF_DAY', {
    kind: 'bands',
    weekday: [
      [0, 0.09132],
      [8, 0.15284],
      [10, 0.22567],
      [14, 0.15284],
      [18, 0.22567],
      [22, 0.15284],
    ],
    weekend: [[0, 0.09132]],
  }),
  endsInDays: 10,
};

export const NEW_YORK_IMPORT: Tariff = tariff(
  'new_york_import',
  'Sample Fixed',
  'FIXED',
  always(0.2315),
);

export const NEW_YORK_EXPORT: Tariff = tariff(
  'new_york_export',
  'Sample Buyback',
  'FIXED',
  always(0.085),
);

export const LORD_HOWE_IMPORT: Tariff = tariff(
  'lord_howe_import',
  'Sample Island Half Hourly',
  'DYNAMIC',
  halfHourly(72, { level: 0.31, peaks: 0.2, night: 0.08, sun: 0.36, noise: 0.04 }),
);

function tariff(
  id: string,
  name: string,
  structure: Tariff['structure'],
  prices: Tariff['prices'],
): Tariff {
  const connection = structure === 'MARKET' ? 'MARKET' : 'DIRECT';
  return { id: `trf_sample_${id}`, name, structure, connection, status: 'CONNECTED', prices };
}

function halfHourly(seed: number, shape: Shape): Curve {
  return { kind: 'curve', slot: 30 * MINUTE, publishedAt: 16, seed, shape };
}

function dayAhead(slot: number, seed: number, shape: Shape): Curve {
  return { kind: 'curve', slot, publishedAt: 13, seed, shape };
}

function always(rate: number): Tariff['prices'] {
  return { kind: 'bands', weekday: [[0, rate]], weekend: [[0, rate]] };
}
