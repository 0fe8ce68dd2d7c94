import assert from 'node:assert/strict';
import { plan } from '../../../src/plan/plan';
import type { Plan } from '../../../src/plan/types';
import { drawn, hours, type Fields } from './drawing';

const { HOUR, START } = drawn;
type Facts = Partial<Omit<Plan, 'runs'>>;
type Example = [
  title: string,
  prices: string,
  fields: Fields,
  plan: string,
  /** Durations in hours. */
  facts?: Facts,
];

const BROKEN: Facts = { broken: ['maxPause'], complete: false };

const examples: Record<string, Example[]> = {
  threshold: [
    [
      'at or below',
      '1 2 3',
      { rule: { kind: 'threshold', limit: 2 } },
      '##.',
      { complete: true, average: 1.5, sum: 3 },
    ],
    ['zero', '0 1', { rule: { kind: 'threshold', limit: 0 } }, '#.'],
    ['below zero', '-2 -1 0', { rule: { kind: 'threshold', limit: -1 } }, '##.', { average: -1.5 }],
    ['at or above', '1 2 3', { rule: { kind: 'threshold', limit: 2 }, seek: 'highest' }, '.##'],
    [
      'nothing passes',
      '1 2',
      { rule: { kind: 'threshold', limit: 0 } },
      '..',
      { average: null, sum: 0, complete: true },
    ],
    [
      'always below passes too',
      '1 2 3',
      { rule: { kind: 'threshold', limit: 1 }, alwaysBelow: 2 },
      '##.',
    ],
    [
      'never above is a shortfall',
      '1 2 3',
      { rule: { kind: 'threshold', limit: 3 }, neverAbove: 2 },
      '##.',
      { shortfall: 1, complete: false },
    ],
    [
      'a lone hour is no run',
      '1 9 1 1',
      { rule: { kind: 'threshold', limit: 1 }, minRun: 2 },
      '..##',
      { shortfall: 1 },
    ],
    [
      'never outside what passes',
      '1 2 1',
      { rule: { kind: 'threshold', limit: 1 }, minRun: 3 },
      '...',
      { shortfall: 2 },
    ],
    [
      'most time before least cost',
      '-5 9 1 1',
      { rule: { kind: 'threshold', limit: 1 }, maxRuns: 1 },
      '..##',
    ],
    [
      'least cost among the same time',
      '2 9 1',
      { rule: { kind: 'threshold', limit: 2 }, maxRuns: 1 },
      '..#',
    ],
    [
      'a pause costs the least time',
      '1 1 1 9 1',
      { rule: { kind: 'threshold', limit: 1 }, minPause: 2 },
      '###..',
      { shortfall: 1 },
    ],
  ],
  average: [
    [
      'a flat price is its own mean',
      '0.1 0.1 0.1',
      { rule: { kind: 'average', percent: 0 } },
      '###',
    ],
    ['below by so much', '1 2 3', { rule: { kind: 'average', percent: 50 } }, '#..'],
    ['of a mean below zero', '-4 -2 0', { rule: { kind: 'average', percent: 50 } }, '#..'],
    [
      'gaps are not in the mean',
      '1 . . 3',
      { rule: { kind: 'average', percent: 0 } },
      '#...',
      { known: 2, provisional: true },
    ],
    ['above it', '1 2 3', { rule: { kind: 'average', percent: 50 }, seek: 'highest' }, '..#'],
    [
      'between two of the smallest steps below zero',
      '-0.000001 -0.000002',
      { rule: { kind: 'average', percent: 0 } },
      '.#',
    ],
  ],
  share: [
    ['of the known time', '4 3 . 2 1', { rule: { kind: 'share', share: 0.5 } }, '...##'],
    [
      'in runs that are long enough',
      '1 4 . 2 3',
      { rule: { kind: 'share', share: 0.5 }, minRun: 2 },
      '##...',
    ],
    ['all of it', '4 3 2', { rule: { kind: 'share', share: 1 } }, '###', { complete: true }],
    [
      'raised by always below',
      '1 1 1 4',
      { rule: { kind: 'share', share: 0.25 }, alwaysBelow: 1 },
      '###.',
    ],
  ],
  duration: [
    ['nothing', '1 2', { rule: hours(0) }, '..', { complete: true }],
    ['more than there is', '1 2', { rule: hours(5) }, '##', { shortfall: 3, complete: false }],
    [
      'more than is priced',
      '1 . 2',
      { rule: hours(3) },
      '#.#',
      { shortfall: 1, provisional: true },
    ],
    ['fills a gap between two runs', '1 2 1 2 1 2', { rule: hours(4) }, '###.#.'],
    ['rather lengthens than starts', '2 9 1 2', { rule: hours(2) }, '..##'],
    ['rather starts early than lengthens more', '2 9 2 1 2', { rule: hours(3) }, '..###'],
    ['dear hours when selling', '1 5 2 4', { rule: hours(2), seek: 'highest' }, '.#.#'],
    ['never above', '1 5 2 4', { rule: hours(3), neverAbove: 3 }, '#.#.', { shortfall: 1 }],
    [
      'never below when selling',
      '1 5 2 4',
      { rule: hours(3), neverAbove: 3, seek: 'highest' },
      '.#.#',
    ],
    [
      'always below when selling',
      '1 5 2 4',
      { rule: hours(1), alwaysBelow: 4, seek: 'highest' },
      '.#.#',
    ],
    [
      'a block as long as possible',
      '1 . 2 2 .',
      { rule: hours(3, true) },
      '..##.',
      { shortfall: 1 },
    ],
    ['a block around a dear hour', '1 3 1 9 4 4', { rule: hours(3, true) }, '###...'],
  ],
  constraints: [
    [
      'a target below the shortest run',
      '1 1 1',
      { rule: hours(1), minRun: 2 },
      '...',
      { shortfall: 1 },
    ],
    ['a pause before the end is no pause to keep', '1 2 3', { rule: hours(1), minPause: 5 }, '#..'],
    ['no pause longer, also to the end', '1 9 9', { rule: hours(1), maxPause: 1 }, '.#.'],
    ['the time before the first run is free', '9 9 1', { rule: hours(1), maxPause: 1 }, '..#'],
    ['no run at all is too long a pause', '1 1 1', { rule: hours(0), maxPause: 2 }, '...', BROKEN],
    ['no runs allowed', '1 1', { rule: hours(1), maxRuns: 0 }, '..', { shortfall: 1 }],
    ['a block and a longest pause', '1 1 5 5 5', { rule: hours(2, true), maxPause: 2 }, '.##..'],
  ],
  before: [
    ['a run goes on', '9 9 1 1', { rule: hours(2), minRun: 3, before: [true, 1] }, '##..'],
    [
      'a run that is long enough may end',
      '9 9 1 1',
      { rule: hours(2), minRun: 2, before: [true, 2] },
      '..##',
    ],
    [
      'a run ends and pauses',
      '9 1 1 2',
      { rule: hours(2), minPause: 2, before: [true, 1] },
      '..##',
    ],
    [
      'a run ends and may not pause long',
      '9 9 1',
      { rule: hours(1), maxPause: 1, before: [true, 1] },
      '.#.',
    ],
    [
      'a long pause has to end',
      '9 8 1',
      { rule: hours(1), maxPause: 3, before: [false, 2] },
      '.#.',
    ],
    [
      'a pause that is too long already',
      '9 1',
      { rule: hours(1), maxPause: 1, before: [false, 2] },
      '.#',
      BROKEN,
    ],
    [
      'a run that cannot go on',
      '9 1 1',
      { rule: hours(2), minRun: 2, neverAbove: 5, before: [true, 1] },
      '.##',
      { broken: [] },
    ],
    ['without constraints nothing binds', '9 1', { rule: hours(1), before: [true, 1] }, '.#'],
    ['a block goes on', '5 1 1', { rule: hours(2, true), minRun: 3, before: [true, 1] }, '##.'],
  ],
};

describe('plan by example', () => {
  for (const [topic, table] of Object.entries(examples))
    for (const [title, prices, fields, expected, facts = {}] of table)
      it(`${topic}: ${title}`, () => {
        const found = plan(drawn.request(prices, fields));
        assert.equal(drawn.plan(found.runs, prices), expected);
        const inHours = { ...found, known: found.known / HOUR, shortfall: found.shortfall / HOUR };
        for (const [name, value] of Object.entries(facts))
          assert.deepEqual(inHours[name as keyof Plan], value, name);
      });
});

describe('plan to the millisecond', () => {
  const request = drawn.request('1 2 3', { rule: hours(0) });
  const half = (duration: number, continuous = false) =>
    plan({ ...request, rule: { kind: 'duration', duration, continuous } }).runs;

  it('uses a part of a slot, at the end that touches', () => {
    assert.deepEqual(half(HOUR + 1), [{ from: START, to: START + HOUR + 1 }]);
    const { slots } = drawn.request('3 2 1', { rule: hours(0) });
    const { runs } = plan({ ...request, slots, rule: { kind: 'duration', duration: HOUR + 1 } });
    assert.deepEqual(runs, [{ from: START + 2 * HOUR - 1, to: START + 3 * HOUR }]);
  });

  it('starts a block on an edge or ends it on one', () => {
    const block = (prices: string) => {
      const rule = { kind: 'duration', duration: 1.5 * HOUR, continuous: true } as const;
      return plan(drawn.request(prices, { rule })).runs.map(({ from, to }) => [
        (from - START) / HOUR,
        (to - START) / HOUR,
      ]);
    };
    assert.deepEqual(block('9 1 2 9'), [[1, 2.5]]);
    assert.deepEqual(block('9 2 1 9'), [[1.5, 3]]);
  });

  it('begins and ends in the middle of a slot', () => {
    const found = plan({
      ...request,
      start: START + 1,
      end: START + 2 * HOUR - 1,
      rule: { kind: 'threshold', limit: 2 },
    });
    assert.deepEqual(found.runs, [{ from: START + 1, to: START + 2 * HOUR - 1 }]);
    assert.equal(found.provisional, false);
  });

  it('lets the later of overlapping slots win, in any order of time', () => {
    const slots = [
      { from: START, to: START + 3 * HOUR, value: 1 },
      { from: START + HOUR, to: START + 2 * HOUR, value: 9 },
    ];
    const runs = (list: typeof slots) =>
      plan({ ...request, slots: list, rule: { kind: 'threshold', limit: 5 } }).runs;
    assert.deepEqual(runs(slots), [
      { from: START, to: START + HOUR },
      { from: START + 2 * HOUR, to: START + 3 * HOUR },
    ]);
    assert.deepEqual(runs(slots.toReversed()), [{ from: START, to: START + 3 * HOUR }]);
  });

  it('is provisional where a slot is a forecast', () => {
    const forecast = request.slots.map((slot) => ({ ...slot, forecast: true }));
    assert.equal(plan({ ...request, slots: forecast }).provisional, true);
    assert.equal(plan(request).provisional, false);
  });

  for (const continuous of [false, true])
    it(`takes the cheaper by the sixth decimal ${continuous ? 'as a block' : 'in parts'}`, () => {
      const prices = '0.200001 0.200000 0.200002';
      const found = plan(drawn.request(prices, { rule: hours(1, continuous) }));
      assert.equal(drawn.plan(found.runs, prices), '.#.');
    });

  for (const value of [0.1, 0.7, 1_000_000_000.000_001])
    it(`takes the first of equally cheap blocks at ${value}, free of rounding`, () => {
      const prices = Array.from({ length: 24 }, () => value).join(' ');
      const found = plan(drawn.request(prices, { rule: hours(7, true) }));
      assert.deepEqual(found.runs, [{ from: START, to: START + 7 * HOUR }]);
    });

  it('says what several runs in one slot are on average', () => {
    const [slot] = drawn.request('2', { rule: hours(1) }).slots;
    const long = { ...slot, from: START, to: START + 10 * HOUR, value: 2 };
    const found = plan({
      slots: [long],
      start: long.from,
      end: long.to,
      rule: hours(2),
      minRun: HOUR,
      maxPause: 3 * HOUR,
      before: { on: false, since: START },
    });
    assert.deepEqual([found.runs.length, found.average, found.sum], [2, 2, 4]);
  });

  it('takes no slot without length for a part that is only forecast', () => {
    const now = START + HOUR;
    const empty = { from: now, to: now, value: 0, forecast: true };
    const base = drawn.request('1 2', { rule: hours(1) });
    const [first, second] = base.slots;
    assert.ok(first && second);
    assert.equal(plan({ ...base, slots: [first, empty, second] }).provisional, false);
  });

  it('takes times within a millisecond', () => {
    const found = plan({
      ...request,
      start: START + 0.25,
      end: START + 2 * HOUR + 0.75,
      rule: { kind: 'duration', duration: 10 * HOUR },
    });
    assert.deepEqual(found.runs, [{ from: START + 1, to: START + 2 * HOUR }]);
  });
});

describe('plan within a minute', () => {
  const MINUTE = 60_000;
  const base = drawn.request('9 1 1 9', { rule: hours(1), minRun: 0.5 });

  it('keeps to the edges of slots when it begins within one', () => {
    const start = START + 7 * MINUTE + 123;
    for (const end of [base.end, base.end - 7 * MINUTE - 321]) {
      const { runs } = plan({ ...base, start, end });
      assert.deepEqual(runs, [{ from: START + HOUR, to: START + 2 * HOUR }]);
    }
  });

  it('goes on until the next minute with a run in progress, and gives no more than is needed', () => {
    const start = START + HOUR + 7 * MINUTE + 23_456;
    const found = plan({
      ...base,
      start,
      before: { on: true, since: start - 10 * MINUTE },
      rule: { kind: 'duration', duration: 30 * MINUTE + 36_544 },
    });
    assert.deepEqual(found.runs, [{ from: start, to: START + HOUR + 38 * MINUTE }]);
    assert.equal(found.complete, true);
  });

  it('rounds durations up to whole minutes', () => {
    const found = plan({ ...base, rule: { kind: 'duration', duration: 30 * MINUTE + 1 } });
    assert.deepEqual(found.runs, [{ from: START + HOUR, to: START + HOUR + 31 * MINUTE }]);
    assert.equal(found.shortfall, 0);
  });
});
