import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ratesOfMessage, type RateUnit } from '../../../src/rates/from-message';
import { HOUR } from '../../../src/time/duration';
import { ratesReply, wireSlots } from '../../support/rates-reply';
import { row, slot } from '../../support/slots';
import { runs } from '../../support/runs';

const START = Date.parse('2026-11-20T12:00:00Z');
const iso = (hours: number): string => new Date(START + hours * HOUR).toISOString();

function read(payload: unknown, unit: RateUnit = 'major') {
  return ratesOfMessage(payload, unit)?.series.map(({ from, to, rate }) => [
    (from - START) / HOUR,
    (to - START) / HOUR,
    rate,
  ]);
}

describe('rates of a message', () => {
  const twoHours = [
    [0, 1, 0.1],
    [1, 2, -0.2],
  ];

  for (const [what, payload] of [
    ['FlatPeak', ratesReply(wireSlots(row(START, HOUR, [0.1, -0.2])))],
    ['FlatPeak’s slots', wireSlots(row(START, HOUR, [0.1, -0.2]))],
    [
      'from, to, value',
      [
        { from: iso(0), to: iso(1), value: 0.1 },
        { from: iso(1), to: iso(2), value: -0.2 },
      ],
    ],
    [
      'start, end, price',
      [
        { start: iso(0), end: iso(1), price: 0.1 },
        { start: iso(1), end: iso(2), price: -0.2 },
      ],
    ],
    [
      'start, end, value',
      [
        { start: iso(0), end: iso(1), value: 0.1 },
        { start: iso(1), end: iso(2), value: -0.2 },
      ],
    ],
    [
      'start, end, rate',
      [
        { start: iso(0), end: iso(1), rate: 0.1 },
        { start: iso(1), end: iso(2), rate: -0.2 },
      ],
    ],
    [
      'Octopus',
      [
        { value_inc_vat: -0.2, valid_from: iso(1), valid_to: iso(2) },
        { value_inc_vat: 0.1, valid_from: iso(0), valid_to: iso(1) },
      ],
    ],
    [
      'Tibber, without ends',
      [
        { startsAt: iso(0), total: 0.1 },
        { startsAt: iso(1), total: -0.2 },
      ],
    ],
    [
      'epoch ms',
      [
        { from: START, to: START + HOUR, value: 0.1 },
        { from: START + HOUR, to: START + 2 * HOUR, value: -0.2 },
      ],
    ],
    [
      'good slots among bad ones',
      [
        { from: iso(0), to: iso(1), value: 0.1 },
        { from: iso(1), to: iso(2), value: -0.2 },
        7,
        null,
        { from: 'x', value: 1 },
        { from: iso(5), to: iso(6), value: NaN },
      ],
    ],
  ] as const) {
    it(`reads ${what}`, () => assert.deepEqual(read(payload), twoHours));
  }

  it('turns pence, cents and öre, and prices per MWh, into major currency per kWh', () => {
    const list = [{ start: iso(0), end: iso(1), price: 27.363 }];
    assert.deepEqual(read(list, 'minor'), [[0, 1, 0.27363]]);
    assert.deepEqual(read(list, 'mwh'), [[0, 1, 0.027363]]);
  });

  it('never divides FlatPeak’s rates or our own', () => {
    assert.deepEqual(read(wireSlots([slot(START, START + HOUR, 0.3)]), 'minor'), [[0, 1, 0.3]]);
    const own = [{ from: iso(0), to: iso(1), value: 0.3, unit: 'GBP/kWh', confidence: 1 }];
    assert.deepEqual(read(own, 'minor'), [[0, 1, 0.3]]);
  });

  it('takes confidence 0 for no data', () => {
    assert.deepEqual(read([{ from: iso(0), to: iso(1), value: 0, confidence: 0 }]), [[0, 1, null]]);
  });

  it('takes carbon as a number or as FlatPeak tells it, and anything else for none', () => {
    for (const [carbon, intensity] of [
      [42, 42],
      [{ intensity: 42, confidence: 1 }, 42],
      [null, null],
      [undefined, null],
      ['42', null],
      [{ intensity: null }, null],
    ] as const) {
      const list = [{ from: iso(0), to: iso(1), value: 0.1, carbon }];
      assert.equal(ratesOfMessage(list, 'major')?.series[0]?.carbon, intensity);
    }
  });

  it('takes the last slot for as long as the one before it, and one alone without an end for none', () => {
    const begun = [
      { start: iso(0), price: 0.1 },
      { start: iso(0.5), price: 0.2 },
    ];
    assert.deepEqual(read(begun), [
      [0, 0.5, 0.1],
      [0.5, 1, 0.2],
    ]);
    assert.throws(() => read(begun.slice(1)), { code: 'bad_input', detail: 'payload[0]' });
  });

  it('refuses more slots than any tariff has', () => {
    const many = (count: number) =>
      row(
        0,
        HOUR,
        Array.from({ length: count }, () => 0.1),
      );
    assert.equal(read(many(10_000))?.length, 10_000);
    assert.throws(() => read(many(10_001)), { code: 'bad_input', detail: 'payload' });
  });

  for (const payload of [undefined, null, 7, 'on', true, { on: true }, { data: 5 }]) {
    it(`takes ${JSON.stringify(payload)} for no rates`, () =>
      assert.equal(ratesOfMessage(payload, 'major'), undefined));
  }

  it('refuses a list without one usable slot', () => {
    assert.throws(() => ratesOfMessage([{ a: 1 }], 'major'), { code: 'bad_input' });
    assert.throws(() => ratesOfMessage([{ from: '2026-11-20T12:00:00', value: 1 }], 'major'), {
      code: 'bad_input',
    });
  });

  it('reads any JSON or refuses it as bad input', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())), (payload) => {
        try {
          ratesOfMessage(payload, 'major');
        } catch (error) {
          assert.equal((error as { code: string }).code, 'bad_input');
        }
      }),
      { numRuns: runs(1000) },
    );
    assert.equal(Object.getPrototypeOf({}), Object.prototype);
  });
});
