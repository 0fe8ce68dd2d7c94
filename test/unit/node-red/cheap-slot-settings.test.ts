import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FlatPeakError } from '../../../src/flatpeak/errors';
import { settingsOf, wantsCarbon } from '../../../src/node-red/cheap-slot/settings';
import { PLAIN, type Settings } from '../../../src/switch/settings';
import { HOUR, MINUTE } from '../../../src/time/duration';

const THRESHOLD = { threshold: '0.15' };
const DURATION = { rule: 'duration', duration: '120' };
const SHARE = { rule: 'share', share: '80' };
const ENERGY = { rule: 'duration', need: 'energy', energy: '18', power: '10' };
const WINDOW = { when: 'window', from: '18:00', to: '07:00' };
const HOURS = { fallback: 'hours', fallbackFrom: '03:00', fallbackTo: '05:00' };

const NO_NUMBER = ['abc', '12p', '1,5', 'NaN', 'Infinity', Infinity, NaN, true, {}, [], () => 1];
const NEGATIVE = [-1, '-0.001'];
const NO_CLOCK = ['7:00', '24:00', '07:60', '7', '0700', '07:00:00', 'noon', 700, {}, null, ''];
const NO_WORD = ['none', 1, {}, ['off'], 'toString', '__proto__'];

/** What a setting becomes; `undefined` where it must not be. */
type Expected = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

interface Row {
  readonly field: string;
  /** The other fields that make it matter. */
  readonly among: object;
  /** What is written, and what it becomes. */
  readonly good: readonly (readonly [unknown, Expected])[];
  /** What a blank field becomes; absent where it must be given. */
  readonly blank?: Expected;
  readonly bad: readonly unknown[];
}

/** A field that may be left blank. */
function optional(
  field: keyof Settings,
  good: Row['good'],
  bad: readonly unknown[],
  among = DURATION,
): Row {
  return { field, among, good, blank: { [field]: undefined }, bad: [...NO_NUMBER, ...bad] };
}

const rule = (value: Settings['rule']) => ({ rule: value });
const minutes = (name: keyof Settings, count: number) => ({ [name]: count * MINUTE });

const ROWS: readonly Row[] = [
  {
    field: 'direction',
    among: THRESHOLD,
    good: [
      ['EXPORT', { direction: 'EXPORT' }],
      ['import', { direction: 'IMPORT' }],
    ],
    bad: ['', ...NO_WORD],
  },
  {
    field: 'rule',
    among: { ...DURATION, ...THRESHOLD },
    good: [['threshold', rule({ kind: 'threshold', limit: 0.15 })]],
    blank: rule({ kind: 'threshold', limit: 0.15 }),
    bad: NO_WORD,
  },
  {
    field: 'threshold',
    among: {},
    good: [
      ['0', rule({ kind: 'threshold', limit: 0 })],
      [' -0.05 ', rule({ kind: 'threshold', limit: -0.05 })],
      [0.2, rule({ kind: 'threshold', limit: 0.2 })],
    ],
    bad: ['', ' ', null, ...NO_NUMBER],
  },
  {
    field: 'percent',
    among: { rule: 'average' },
    good: [
      ['15', rule({ kind: 'average', percent: 15 })],
      ['-5', rule({ kind: 'average', percent: -5 })],
    ],
    bad: ['', ...NO_NUMBER, '1e9'],
  },
  {
    field: 'share',
    among: { rule: 'share' },
    good: [
      ['80', rule({ kind: 'share', share: 0.8 })],
      [100, rule({ kind: 'share', share: 1 })],
    ],
    bad: ['', ...NO_NUMBER, '0', '-20', '100.1', '101'],
  },
  {
    field: 'continuous',
    among: DURATION,
    good: [
      [true, rule({ kind: 'duration', continuous: true })],
      ['false', rule({ kind: 'duration', continuous: false })],
    ],
    blank: rule({ kind: 'duration', continuous: false }),
    bad: ['yes', 2, {}],
  },
  {
    field: 'seek',
    among: THRESHOLD,
    good: [['highest', { seek: 'highest' }]],
    blank: { seek: 'lowest' },
    bad: NO_WORD,
  },
  {
    field: 'value',
    among: { ...THRESHOLD, carbonPrice: '90' },
    good: [
      ['carbon', { value: { kind: 'carbon' } }],
      ['blend', { value: { kind: 'blend', carbonPrice: 90 } }],
    ],
    blank: { value: { kind: 'rate' } },
    bad: NO_WORD,
  },
  {
    field: 'carbonPrice',
    among: { ...THRESHOLD, value: 'blend' },
    good: [['0', { value: { kind: 'blend', carbonPrice: 0 } }]],
    bad: ['', ...NO_NUMBER, ...NEGATIVE],
  },
  {
    field: 'minConfidence',
    among: THRESHOLD,
    good: [
      ['0.8', { minConfidence: 0.8 }],
      ['1', { minConfidence: 1 }],
    ],
    blank: { minConfidence: 0 },
    bad: [...NO_NUMBER, ...NEGATIVE, '1.01', '80'],
  },
  optional('neverAbove', [['-0.1', { neverAbove: -0.1 }]], []),
  optional('alwaysBelow', [['0', { alwaysBelow: 0 }]], []),
  optional('minRun', [['30', minutes('minRun', 30)]], [...NEGATIVE, '1e7']),
  optional('minPause', [['0', minutes('minPause', 0)]], [...NEGATIVE, '1e7']),
  optional('maxPause', [['180', minutes('maxPause', 180)]], [...NEGATIVE, '1e7']),
  optional('maxRuns', [['3', { maxRuns: 3 }]], [...NEGATIVE, '0', '1.5', '1e300']),
  optional('power', [['7.4', { power: 7.4 }]], [...NEGATIVE, '0', '1e7']),
  optional('heartbeat', [['15', minutes('heartbeat', 15)]], [...NEGATIVE, '0', '0.5', '1e7']),
  {
    field: 'runs',
    among: { ...THRESHOLD, ...WINDOW },
    good: [['asked', { runs: 'asked', window: undefined }]],
    blank: { runs: 'every', window: { from: '18:00', to: '07:00' } },
    bad: NO_WORD,
  },
  {
    field: 'when',
    among: { ...THRESHOLD, ...WINDOW, readyBy: '06:30', lookAhead: '12' },
    good: [
      ['window', { window: { from: '18:00', to: '07:00' }, readyBy: undefined }],
      ['ready', { readyBy: '06:30', window: undefined, lookAhead: undefined }],
      ['ahead', { lookAhead: 12 * HOUR, readyBy: undefined }],
    ],
    blank: { window: undefined, readyBy: undefined, lookAhead: undefined },
    bad: NO_WORD,
  },
  {
    field: 'from',
    among: { ...THRESHOLD, ...WINDOW },
    good: [[' 00:00 ', { window: { from: '00:00', to: '07:00' } }]],
    bad: NO_CLOCK,
  },
  {
    field: 'to',
    among: { ...THRESHOLD, ...WINDOW },
    good: [['23:59', { window: { from: '18:00', to: '23:59' } }]],
    bad: NO_CLOCK,
  },
  {
    field: 'days',
    among: { ...THRESHOLD, ...WINDOW },
    good: [
      ['12345', { window: { from: '18:00', to: '07:00', days: [1, 2, 3, 4, 5] } }],
      ['77', { window: { from: '18:00', to: '07:00', days: [7] } }],
    ],
    bad: ['', '0', '8', 'Mon', '1,2', [1], 12, null, '1'.repeat(1000)],
  },
  {
    field: 'readyBy',
    among: { ...THRESHOLD, when: 'ready' },
    good: [['06:30', { readyBy: '06:30' }]],
    bad: NO_CLOCK,
  },
  {
    field: 'readyBy',
    among: { ...THRESHOLD, runs: 'asked' },
    good: [['06:30', { readyBy: '06:30' }]],
    blank: { readyBy: undefined },
    bad: ['7:00', 'noon', 700],
  },
  {
    field: 'lookAhead',
    among: { ...THRESHOLD, when: 'ahead' },
    good: [['0.5', { lookAhead: HOUR / 2 }]],
    bad: ['', ...NO_NUMBER, ...NEGATIVE, '0', '169', '1e300'],
  },
  {
    field: 'need',
    among: { ...ENERGY, duration: '60', efficiency: '90' },
    good: [['energy', { need: { kind: 'energy', energy: 18, power: 10, efficiency: 0.9 } }]],
    blank: { need: { kind: 'duration', duration: HOUR } },
    bad: NO_WORD,
  },
  {
    field: 'duration',
    among: { rule: 'duration' },
    good: [['90', { need: { kind: 'duration', duration: 90 * MINUTE } }]],
    bad: ['', null, ...NO_NUMBER, ...NEGATIVE, '0', '1e7'],
  },
  {
    field: 'energy',
    among: ENERGY,
    good: [[9, { need: { kind: 'energy', energy: 9, power: 10, efficiency: 0.9 } }]],
    bad: ['', ...NO_NUMBER, ...NEGATIVE, '0', '1e300'],
  },
  {
    field: 'power',
    among: ENERGY,
    good: [['7', { power: 7, need: { kind: 'energy', energy: 18, power: 7, efficiency: 0.9 } }]],
    bad: ['', ...NO_NUMBER, ...NEGATIVE, '0'],
  },
  {
    field: 'efficiency',
    among: ENERGY,
    good: [['100', { need: { kind: 'energy', energy: 18, power: 10, efficiency: 1 } }]],
    blank: { need: { kind: 'energy', energy: 18, power: 10, efficiency: 0.9 } },
    bad: [...NO_NUMBER, ...NEGATIVE, '0', '101'],
  },
  {
    field: 'unpriced',
    among: DURATION,
    good: [['go', { unpriced: 'go' }]],
    blank: { unpriced: 'wait' },
    bad: NO_WORD,
  },
  {
    field: 'deadlineWins',
    among: DURATION,
    good: [[true, { deadlineWins: true }]],
    blank: { deadlineWins: false },
    bad: ['yes', 7],
  },
  {
    field: 'fallback',
    among: { ...THRESHOLD, ...HOURS },
    good: [
      ['on', { fallback: 'on' }],
      ['hours', { fallback: { from: '03:00', to: '05:00' } }],
    ],
    blank: { fallback: 'off' },
    bad: NO_WORD,
  },
  { field: 'fallbackFrom', among: { ...THRESHOLD, ...HOURS }, good: [], bad: NO_CLOCK },
  { field: 'fallbackTo', among: { ...THRESHOLD, ...HOURS }, good: [], bad: NO_CLOCK },
  {
    field: 'overrideEnds',
    among: { ...THRESHOLD, overrideMinutes: '30' },
    good: [
      ['window', { overrideEnds: 'window' }],
      ['never', { overrideEnds: 'never' }],
    ],
    blank: { overrideEnds: 30 * MINUTE },
    bad: NO_WORD,
  },
  {
    field: 'overrideMinutes',
    among: THRESHOLD,
    good: [['45', { overrideEnds: 45 * MINUTE }]],
    blank: { overrideEnds: 2 * HOUR },
    bad: [...NO_NUMBER, ...NEGATIVE, '0', '1e7'],
  },
];

describe('the settings of a cheap slot', () => {
  it('of a flow that only has a threshold are the plain ones', () => {
    assert.deepEqual(settingsOf({ direction: 'IMPORT', threshold: '0.15' }), {
      ...PLAIN,
      rule: { kind: 'threshold', limit: 0.15 },
    });
  });

  for (const { field, among, good, blank, bad } of ROWS) {
    it(`take ${field} among ${Object.keys(among).join(', ') || 'nothing'}`, () => {
      for (const [written, expected] of good)
        has(settingsOf({ ...among, [field]: written }), expected);
      for (const nothing of blank ? [undefined, null, '', '  '] : [])
        has(settingsOf({ ...among, [field]: nothing }), blank ?? {});
      for (const wrong of bad) refuses({ ...among, [field]: wrong }, field);
    });
  }

  it('ignore what the chosen rule, need and hours do not ask for', () => {
    const junk = { threshold: 'x', percent: 'x', share: 'x', carbonPrice: 'x', energy: 'x' };
    const hours = { from: 'x', to: 'x', days: 'x', lookAhead: 'x', fallbackFrom: 'x' };
    const { need, window, readyBy } = settingsOf({ ...DURATION, ...junk, ...hours, readyBy: 'x' });
    assert.deepEqual(need, { kind: 'duration', duration: 2 * HOUR });
    assert.equal(window, undefined);
    assert.equal(readyBy, undefined);
  });

  for (const [what, values, field] of [
    ['always below above never above', { neverAbove: '0.1', alwaysBelow: '0.2' }, 'alwaysBelow'],
    [
      'the same when the highest is sought',
      { seek: 'highest', neverAbove: '0.2', alwaysBelow: '0.1' },
      'alwaysBelow',
    ],
    ['always below in one block', { ...DURATION, continuous: true, alwaysBelow: 0 }, 'alwaysBelow'],
    ['a longest pause with a threshold', { maxPause: '60' }, 'maxPause'],
    ['a longest pause with an average', { rule: 'average', percent: 5, maxPause: 60 }, 'maxPause'],
  ] as const) {
    it(`refuse ${what}`, () => refuses({ ...THRESHOLD, ...values }, field));
  }

  it('do not compare a rate with grams', () => {
    const { neverAbove, alwaysBelow } = settingsOf({
      ...SHARE,
      value: 'carbon',
      neverAbove: '0.3',
      alwaysBelow: '80',
    });
    assert.deepEqual([neverAbove, alwaysBelow], [0.3, 80]);
  });

  it('ask for carbon where it counts', () => {
    const carbon = (value: string) =>
      wantsCarbon(settingsOf({ ...THRESHOLD, value, carbonPrice: 100 }));
    assert.deepEqual(['rate', 'carbon', 'blend'].map(carbon), [false, true, true]);
  });

  it('are whole or refused by a field, whatever a flow says', () => {
    const fields = [...new Set(ROWS.map(({ field }) => field))];
    const words = ROWS.flatMap(({ good }) => good.map(([written]) => written));
    const anything = fc.oneof(fc.constantFrom(...words), fc.anything());
    const flow = fc.dictionary(fc.constantFrom(...fields), anything);
    fc.assert(
      fc.property(flow, (values) => {
        try {
          const { rule, need, heartbeat } = settingsOf({ ...THRESHOLD, ...values });
          assert.ok(rule.kind !== 'duration' || need);
          assert.ok(heartbeat === undefined || heartbeat >= MINUTE);
        } catch (error) {
          assert.ok(error instanceof FlatPeakError, String(error));
          assert.ok(fields.includes(error.detail ?? ''), error.detail);
        }
      }),
      { numRuns: 2_000, seed: 7 },
    );
  });
});

function has(settings: Settings, expected: Expected): void {
  for (const [name, value] of Object.entries(expected))
    assert.deepEqual(settings[name as keyof Settings], value, name);
}

function refuses(values: object, field: string): void {
  assert.throws(
    () => settingsOf(values as Record<string, unknown>),
    (error) => error instanceof FlatPeakError && error.detail === field,
    `${field} ${String((values as Record<string, unknown>)[field])}`,
  );
}
