import assert from 'node:assert/strict';
import { readOrder, type Order } from '../../../src/switch/order';
import { PLAIN, type Settings } from '../../../src/switch/settings';
import { HOUR, MINUTE } from '../../../src/time/duration';

const THRESHOLD: Settings = { ...PLAIN, rule: { kind: 'threshold', limit: 0.15 } };
const DURATION: Settings = { ...PLAIN, rule: { kind: 'duration', continuous: false } };
const CAR: Settings = {
  ...DURATION,
  need: { kind: 'energy', energy: 10, power: 7.4, efficiency: 0.95 },
};
const STAMP = Date.parse('2026-11-20T12:00:00Z');

function refuses(message: Record<string, unknown>, settings: Settings, detail: string): void {
  assert.throws(() => readOrder(message, settings), { code: 'bad_input', detail });
}

describe('order', () => {
  const commands: [unknown, Order['command']][] = [
    ['on', 'on'],
    [' ON ', 'on'],
    [true, 'on'],
    ['true', 'on'],
    [1, 'on'],
    ['1', 'on'],
    ['off', 'off'],
    [false, 'off'],
    ['False', 'off'],
    [0, 'off'],
    ['0', 'off'],
    ['auto', 'auto'],
    ['Start', 'start'],
    ['stop', 'stop'],
    ['refresh', 'refresh'],
    ['plan', 'plan'],
    ['RESET', 'reset'],
    [undefined, 'repeat'],
    [null, 'repeat'],
    ['', 'repeat'],
    ['  ', 'repeat'],
    [STAMP, 'repeat'],
  ];
  for (const [payload, command] of commands) {
    it(`takes ${JSON.stringify(payload)} for ${command}`, () => {
      assert.deepEqual(readOrder({ payload }, THRESHOLD), { command });
    });
  }

  for (const payload of ['maybe', 'repeat', 2, -1, NaN, {}, [], { on: true }, new Date()]) {
    it(`refuses ${JSON.stringify(payload)} as a command`, () =>
      refuses({ payload }, THRESHOLD, 'payload'));
  }

  const properties: [Record<string, unknown>, Settings, Omit<Order, 'command'>][] = [
    [{ threshold: 0 }, THRESHOLD, { threshold: 0 }],
    [{ threshold: '-0.05' }, THRESHOLD, { threshold: -0.05 }],
    [{ threshold: null }, THRESHOLD, { threshold: null }],
    [{ override_until: 0 }, THRESHOLD, { overrideUntil: { after: 0 } }],
    [{ override_until: 30 }, THRESHOLD, { overrideUntil: { after: 30 * MINUTE } }],
    [{ override_until: '45' }, THRESHOLD, { overrideUntil: { after: 45 * MINUTE } }],
    [{ override_until: '21:00' }, THRESHOLD, { overrideUntil: { clock: '21:00' } }],
    [{ override_until: STAMP }, THRESHOLD, { overrideUntil: { at: STAMP } }],
    [{ override_until: String(STAMP) }, THRESHOLD, { overrideUntil: { at: STAMP } }],
    [{ override_until: 1e6 }, THRESHOLD, { overrideUntil: { after: 1e6 * MINUTE } }],
    [{ override_until: 8.64e15 }, THRESHOLD, { overrideUntil: { at: 8.64e15 } }],
    [{ override_until: ' 21:00 ' }, THRESHOLD, { overrideUntil: { clock: '21:00' } }],
    [{ override_until: '2026-11-20T12:00:00Z' }, THRESHOLD, { overrideUntil: { at: STAMP } }],
    [{ override_until: '2026-11-20T13:00:00+01:00' }, THRESHOLD, { overrideUntil: { at: STAMP } }],
    [{ override_until: null }, THRESHOLD, {}],
    [{ duration_minutes: 90 }, DURATION, { need: { kind: 'duration', duration: 1.5 * HOUR } }],
    [{ duration_minutes: '0' }, DURATION, { need: { kind: 'duration', duration: 0 } }],
    [{ duration_minutes: null }, DURATION, { need: null }],
    [{ energy_kwh: null }, DURATION, { need: null }],
    [
      { energy_kwh: 12 },
      CAR,
      { need: { kind: 'energy', energy: 12, power: 7.4, efficiency: 0.95 } },
    ],
    [
      { energy_kwh: 12 },
      { ...DURATION, power: 3 },
      { need: { kind: 'energy', energy: 12, power: 3, efficiency: 0.9 } },
    ],
    [
      { energy_kwh: 12, power_kw: '11' },
      DURATION,
      { need: { kind: 'energy', energy: 12, power: 11, efficiency: 0.9 }, power: 11 },
    ],
    [
      { energy_kwh: 5, duration_minutes: null },
      CAR,
      { need: { kind: 'energy', energy: 5, power: 7.4, efficiency: 0.95 } },
    ],
    [{ power_kw: 3.6 }, CAR, { power: 3.6 }],
    [{ power_kw: null }, CAR, { power: null }],
    [{ ready_by: '06:30' }, DURATION, { readyBy: '06:30' }],
    [{ ready_by: ' 06:30 ' }, DURATION, { readyBy: '06:30' }],
    [{ ready_by: null }, DURATION, { readyBy: null }],
  ];
  for (const [message, settings, order] of properties) {
    it(`reads ${JSON.stringify(message)}`, () => {
      assert.deepEqual(readOrder({ payload: 'auto', ...message }, settings), {
        command: 'auto',
        ...order,
      });
    });
  }

  const refusals: [string, unknown[]][] = [
    ['threshold', ['', ' ', 'cheap', NaN, Infinity, true, {}, []]],
    [
      'override_until',
      [-1, '', '25:00', '7:00', 'tomorrow', '2026-11-20T12:00:00', 1e7, 1e17, true],
    ],
    ['duration_minutes', [-1, '', 'long', NaN, 2e6, true]],
    ['energy_kwh', [-1, '', 'full', Infinity, [12]]],
    ['power_kw', [0, -3, '', 'much', NaN]],
    ['ready_by', ['', '7:00', '24:00', '07:60', 7, STAMP, 'morning']],
  ];
  for (const [name, values] of refusals) {
    for (const value of values) {
      it(`refuses ${JSON.stringify(value)} as ${name}`, () =>
        refuses({ [name]: value }, name === 'threshold' ? THRESHOLD : CAR, name));
    }
  }

  it('refuses energy without a power', () => refuses({ energy_kwh: 5 }, DURATION, 'power_kw'));

  it('refuses a bad value beside a good one', () =>
    refuses({ duration_minutes: 30, energy_kwh: 'x' }, CAR, 'energy_kwh'));

  it('refuses a threshold and a need where no rule would use them', () => {
    refuses({ threshold: 0.1 }, DURATION, 'threshold');
    refuses({ duration_minutes: 30 }, THRESHOLD, 'duration_minutes');
    refuses({ energy_kwh: 30, power_kw: 3 }, THRESHOLD, 'energy_kwh');
  });

  it('reads own properties only', () => {
    const message = Object.create({ payload: 'on', threshold: 1 }) as Record<string, unknown>;
    assert.deepEqual(readOrder(message, THRESHOLD), { command: 'repeat' });
  });
});
