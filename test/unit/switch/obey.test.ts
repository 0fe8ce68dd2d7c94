import assert from 'node:assert/strict';
import { dropReplaced, effective, isTold } from '../../../src/switch/effective';
import { obey } from '../../../src/switch/obey';
import { readOrder } from '../../../src/switch/order';
import { PLAIN, type Settings } from '../../../src/switch/settings';
import { FRESH, type SwitchState } from '../../../src/switch/state';
import { DAY, HOUR, MINUTE } from '../../../src/time/duration';

const NOW = Date.parse('2026-01-10T03:00:00Z');
const SEVEN = Date.parse('2026-01-10T07:00:00Z');
const EIGHTEEN = Date.parse('2026-01-10T18:00:00Z');

const CAR: Settings = {
  ...PLAIN,
  rule: { kind: 'duration', continuous: false },
  need: { kind: 'energy', energy: 10, power: 7, efficiency: 0.9 },
  window: { from: '18:00', to: '07:00' },
};
const LAUNDRY: Settings = { ...CAR, runs: 'asked', readyBy: '07:00' };
const { window: _, ...DAILY } = CAR;
const PLAINEST: Settings = { ...PLAIN, rule: { kind: 'threshold', limit: 0.15 } };

function tell(
  message: Record<string, unknown>,
  { settings = CAR, state = FRESH, now = NOW }: Partial<Given> = {},
): SwitchState {
  const order = readOrder(message, settings);
  return obey(state, order, { settings, timezone: 'Europe/London', now });
}

interface Given {
  settings: Settings;
  state: SwitchState;
  now: number;
}

describe('obey', () => {
  describe('on and off', () => {
    const ends: [string, Record<string, unknown>, Settings, number | null][] = [
      ['after two hours by default', {}, CAR, NOW + 2 * HOUR],
      ['after minutes told', { override_until: 30 }, CAR, NOW + 30 * MINUTE],
      ['at a local time', { override_until: '21:00' }, CAR, Date.parse('2026-01-10T21:00Z')],
      ['at an instant', { override_until: SEVEN }, CAR, SEVEN],
      ['never', {}, { ...CAR, overrideEnds: 'never' }, null],
      ['at the next window', {}, { ...CAR, overrideEnds: 'window' }, EIGHTEEN],
      [
        'at the next local day where there is no window',
        {},
        { ...DAILY, overrideEnds: 'window' },
        Date.parse('2026-01-11T00:00Z'),
      ],
      [
        'at midnight where nothing was asked for',
        {},
        { ...LAUNDRY, overrideEnds: 'window' },
        Date.parse('2026-01-11T00:00Z'),
      ],
    ];
    for (const [name, message, settings, until] of ends) {
      it(`end ${name}`, () => {
        for (const payload of ['on', 'off']) {
          const { override } = tell({ payload, ...message }, { settings });
          assert.deepEqual(override, { on: payload === 'on', until });
        }
      });
    }

    it('end at the window that is next when none is running', () => {
      const settings: Settings = { ...CAR, overrideEnds: 'window' };
      const { override } = tell({ payload: 'on' }, { settings, now: SEVEN + HOUR });
      assert.equal(override?.until, EIGHTEEN);
    });

    it('end with what was asked for where nothing comes after it', () => {
      const settings: Settings = { ...LAUNDRY, overrideEnds: 'window' };
      const state: SwitchState = { ...FRESH, asked: { at: NOW - HOUR } };
      assert.equal(tell({ payload: 'on' }, { settings, state }).override?.until, SEVEN);
    });

    it('are taken back by auto, which starts nothing that was stopped', () => {
      const state: SwitchState = {
        ...FRESH,
        override: { on: true, until: null },
        stopped: { until: null },
        asked: { at: 1 },
      };
      const { override, ...rest } = state;
      assert.ok(override);
      assert.deepEqual(tell({ payload: 'auto' }, { state }), rest);
    });
  });

  describe('start and stop', () => {
    it('start begins an occurrence and ends a stop', () => {
      const state: SwitchState = { ...FRESH, stopped: { until: null } };
      assert.deepEqual(tell({ payload: 'start' }, { settings: LAUNDRY, state }), {
        ...FRESH,
        asked: { at: NOW },
      });
    });

    it('stop ends the occurrence that is running', () => {
      assert.deepEqual(tell({ payload: 'stop' }).stopped, { until: SEVEN });
    });

    it('stop leaves the next occurrence alone', () => {
      assert.deepEqual(tell({ payload: 'stop' }, { now: SEVEN }).stopped, { until: EIGHTEEN });
    });

    it('stop lasts until the next start where it runs only when asked', () => {
      const state: SwitchState = { ...FRESH, asked: { at: NOW - HOUR } };
      assert.deepEqual(tell({ payload: 'stop' }, { settings: LAUNDRY, state }), {
        ...FRESH,
        stopped: { until: null },
      });
    });

    it('neither touches an override', () => {
      const state: SwitchState = { ...FRESH, override: { on: true, until: null } };
      for (const payload of ['start', 'stop'])
        assert.deepEqual(tell({ payload }, { state }).override, state.override);
    });
  });

  describe('what is told', () => {
    it('stands in for the dialog', () => {
      const state = tell({ energy_kwh: 5, ready_by: '06:00' });
      assert.ok(isTold(state));
      const settings = effective(CAR, state);
      assert.deepEqual(settings.need, { ...CAR.need, energy: 5 });
      assert.equal(settings.readyBy, '06:00');
    });

    it('holds for the occurrence that is running', () => {
      assert.equal(tell({ duration_minutes: 30 }).told.need?.until, SEVEN);
    });

    it('holds for the next one when none is running', () => {
      const { need } = tell({ duration_minutes: 30 }, { now: SEVEN }).told;
      assert.equal(need?.until, SEVEN + DAY);
    });

    it('holds up to the deadline that comes with it, and to one told later', () => {
      const first = tell({ energy_kwh: 5, ready_by: '05:00' });
      assert.equal(first.told.need?.until, SEVEN - 2 * HOUR);
      const second = tell({ ready_by: '06:00' }, { state: first });
      assert.equal(second.told.need?.until, SEVEN - HOUR);
      assert.equal(second.told.readyBy?.until, SEVEN - HOUR);
    });

    it('waits for the start where it runs only when asked', () => {
      const early = tell({ energy_kwh: 5 }, { settings: LAUNDRY, now: NOW - HOUR });
      assert.equal(early.told.need?.until, undefined);
      const { told } = tell({ payload: 'start' }, { settings: LAUNDRY, state: early });
      assert.deepEqual(told.need, { ...early.told.need, until: SEVEN });
    });

    it('is taken along by the start where it waited for it, and a threshold by every start', () => {
      const settings: Settings = { ...LAUNDRY, rule: PLAINEST.rule };
      const waiting = tell({ threshold: 0.2, ready_by: '06:00' }, { settings });
      const first = tell({ payload: 'start' }, { settings, state: waiting });
      assert.deepEqual(Object.keys(first.told), ['limit', 'readyBy']);
      assert.equal(first.told.readyBy?.until, SEVEN - HOUR);
      const second = tell({ payload: 'start' }, { settings, state: first });
      assert.deepEqual(second.told, { limit: waiting.told.limit });
    });

    it('is forgotten by the next start', () => {
      const first = tell({ payload: 'start', energy_kwh: 5 }, { settings: LAUNDRY });
      const given = { settings: LAUNDRY, state: first, now: NOW + HOUR };
      assert.deepEqual(tell({ payload: 'start' }, given).told, {});
      const { need } = tell({ payload: 'start', energy_kwh: 3 }, given).told;
      assert.equal(need?.value.kind === 'energy' && need.value.energy, 3);
    });

    it('counts a need from when it is told, another power from when the need was', () => {
      const told = tell({ energy_kwh: 5 });
      assert.equal(told.told.need?.at, NOW);
      const slower = tell({ power_kw: 3.5 }, { state: told, now: NOW + HOUR });
      assert.deepEqual(slower.told.need?.value, { ...CAR.need, energy: 5, power: 3.5 });
      assert.equal(slower.told.need?.at, NOW);
      const usual = tell({ power_kw: null }, { state: slower });
      assert.deepEqual(usual.told.need?.value, { ...CAR.need, energy: 5 });
      assert.equal(tell({ power_kw: 3.5 }).told.need?.at, 0);
      assert.equal(tell({ power_kw: null }), FRESH);
    });

    it('a threshold stays', () => {
      const { told } = tell({ threshold: -0.05 }, { settings: PLAINEST });
      assert.deepEqual(told.limit, {
        value: -0.05,
        configured: JSON.stringify(PLAINEST.rule),
        at: NOW,
      });
      assert.deepEqual(effective(PLAINEST, { ...FRESH, told }).rule, {
        kind: 'threshold',
        limit: -0.05,
      });
    });

    it('a threshold means nothing to another rule', () => {
      const state = tell({ threshold: 0.3 }, { settings: PLAINEST });
      assert.deepEqual(effective(CAR, state).rule, CAR.rule);
    });

    it('goes back to the dialog with null, field by field', () => {
      const state = tell({ energy_kwh: 5, ready_by: '06:00' });
      const later = tell({ energy_kwh: null }, { state });
      assert.deepEqual(Object.keys(later.told), ['readyBy']);
      assert.ok(!isTold(tell({ ready_by: null }, { state: later })));
      const limit = tell({ threshold: 0.3 }, { settings: PLAINEST });
      assert.ok(!isTold(tell({ threshold: null }, { settings: PLAINEST, state: limit })));
    });

    it('goes back to the dialog with reset, which takes back overrides and stops too', () => {
      const state: SwitchState = {
        ...tell({ payload: 'on', energy_kwh: 5 }),
        stopped: { until: null },
        asked: { at: 1 },
      };
      assert.deepEqual(tell({ payload: 'reset' }, { state }), { ...FRESH, asked: { at: 1 } });
    });
  });

  it('changes nothing for words that only ask', () => {
    for (const payload of ['refresh', 'plan', '', NOW]) assert.equal(tell({ payload }), FRESH);
  });

  describe('a deploy', () => {
    const state = tell({ energy_kwh: 5, ready_by: '06:00' });

    it('keeps what stands in for the same', () =>
      assert.deepEqual(dropReplaced(state, { ...CAR, minRun: HOUR }), state));

    it('drops a need that stood in for another', () => {
      const changed: Settings = { ...CAR, need: { kind: 'duration', duration: HOUR } };
      assert.deepEqual(Object.keys(dropReplaced(state, changed).told), ['readyBy']);
    });

    it('drops a deadline that stood in for another', () =>
      assert.deepEqual(Object.keys(dropReplaced(state, { ...CAR, readyBy: '05:00' }).told), [
        'need',
      ]));

    it('drops a threshold that stood in for another', () => {
      const told = tell({ threshold: 0.3 }, { settings: PLAINEST });
      const changed: Settings = { ...PLAINEST, rule: { kind: 'threshold', limit: 0.2 } };
      assert.ok(isTold(dropReplaced(told, PLAINEST)));
      assert.ok(!isTold(dropReplaced(told, changed)));
    });

    it('lets no stop wait for a start that nobody gives any more', () => {
      const stopped: SwitchState = { ...FRESH, stopped: { until: null } };
      assert.deepEqual(dropReplaced(stopped, LAUNDRY), stopped);
      assert.deepEqual(dropReplaced(stopped, CAR), FRESH);
      const until = { ...FRESH, stopped: { until: SEVEN } };
      assert.deepEqual(dropReplaced(until, CAR), until);
    });
  });
});
