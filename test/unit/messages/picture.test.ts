import assert from 'node:assert/strict';
import { bareDays, planPicture, ratesPicture, type Scene } from '../../../src/messages/picture';
import { normalise } from '../../../src/rates/series';
import { PLAIN, type Settings } from '../../../src/switch/settings';
import { FRESH } from '../../../src/switch/state';
import { DAY, HOUR, MINUTE } from '../../../src/time/duration';
import { row } from '../../support/slots';

const MIDNIGHT = Date.parse('2026-06-09T23:00:00Z');
const NOON = MIDNIGHT + 12 * HOUR;
/** Cheap at night, dear in the evening. */
const DAYS = Array.from({ length: 48 }, (_, i) => (i % 24 < 6 ? 0.1 : i % 24 < 17 ? 0.2 : 0.4));

const scene = (rates: (number | null)[] = DAYS, now = NOON): Scene => ({
  series: normalise(row(MIDNIGHT, HOUR, rates)),
  home: { timezone: 'Europe/London', currency: 'GBP', live: true },
  hostZone: 'UTC',
  now,
});

const night: Settings = {
  ...PLAIN,
  rule: { kind: 'duration', continuous: false },
  need: { kind: 'duration', duration: 2 * HOUR },
  window: { from: '18:00', to: '07:00' },
};

describe('picture', () => {
  it('says of the occurrence that comes next what it brings', () => {
    const { plan, from, to, unit } = planPicture(scene(), { ...night, power: 3 }, FRESH);
    assert.deepEqual([from, to, unit], [MIDNIGHT, MIDNIGHT + 2 * DAY, 'GBP/kWh']);
    assert.deepEqual(plan?.windows, [
      { from: MIDNIGHT + 18 * HOUR, to: MIDNIGHT + 31 * HOUR },
      { from: MIDNIGHT + 42 * HOUR, to: MIDNIGHT + 48 * HOUR },
    ]);
    const { saving = 0, saving_percent = 0, average = 0, ...summary } = plan?.summary ?? {};
    assert.deepEqual(summary, {
      from: MIDNIGHT + 18 * HOUR,
      to: MIDNIGHT + 31 * HOUR,
      on_minutes: 120,
      of_minutes: 13 * 60,
      shortfall_minutes: 0,
      per_kw: false,
      at_once: true,
      sells: false,
      provisional: false,
    });
    assert.equal(average, 0.1);
    // 3 kW for 2 hours at 0.1 and not at 0.4.
    assert.ok(Math.abs((saving ?? 0) - 1.8) < 1e-9);
    assert.ok(Math.abs((saving_percent ?? 0) - 75) < 1e-9);
  });

  it('draws the lines of a rate only where a rate is drawn', () => {
    const limits = { neverAbove: 0.3, alwaysBelow: 0.05 };
    const rate: Settings = { ...PLAIN, ...limits, rule: { kind: 'threshold', limit: 0.15 } };
    const { plan } = planPicture(scene(), rate, FRESH);
    assert.deepEqual(
      [plan?.thresholds[0]?.value, plan?.never_above, plan?.always_below],
      [0.15, 0.3, 0.05],
    );
    const carbon = planPicture(scene(), { ...rate, value: { kind: 'carbon' } }, FRESH);
    assert.equal(carbon.plan?.never_above, null);
    assert.equal(carbon.unit, 'gCO2/kWh');
  });

  it('tells of tomorrow where too much of today is gone for a share of it', () => {
    const share: Settings = { ...PLAIN, rule: { kind: 'share', share: 0.8 } };
    const { plan } = planPicture(scene(DAYS, MIDNIGHT + 20 * HOUR), share, FRESH);
    assert.equal(plan?.summary?.from, MIDNIGHT + DAY);
    assert.equal(plan?.summary?.shortfall_minutes, 0);
    assert.deepEqual(plan?.windows, []);
  });

  it('reaches to a window that is days away', () => {
    const weekend: Settings = { ...night, window: { from: '10:00', to: '12:00', days: [7] } };
    const { to, plan } = planPicture(scene(), weekend, FRESH);
    assert.equal(to, Date.parse('2026-06-14T11:00:00Z'));
    // Without a price it runs when it can only just be done.
    assert.equal(plan?.summary?.on_minutes, 120);
    assert.ok(plan?.summary?.provisional);
  });

  it('leaves what is unknown without a value', () => {
    const gap = [...DAYS.slice(0, 14), null, ...DAYS.slice(15, 20)];
    const { slots, to } = bareDays(scene(gap));
    assert.equal(to, MIDNIGHT + DAY);
    const unknown = slots.filter(({ value }) => value === null);
    assert.deepEqual(
      unknown.map(({ from, to }) => [(from - MIDNIGHT) / HOUR, (to - MIDNIGHT) / HOUR]),
      [
        [14, 15],
        [20, 24],
      ],
    );
  });

  it('draws a few hours of rates as large as a day', () => {
    const few = { ...scene(), series: normalise(row(NOON - HOUR, HOUR, [0.1, 0.3])) };
    const { from, to, step, hours } = bareDays(few);
    assert.deepEqual([from, to], [NOON - HOUR, NOON + HOUR]);
    assert.deepEqual([step, hours.length], [15 * MINUTE, 8]);
    assert.equal(bareDays(scene()).step, 3 * HOUR);
  });

  it('shows rates for 24 hours from now, the slot of now cut', () => {
    const { slots, from, to, hours } = ratesPicture(scene(DAYS, NOON + 17 * MINUTE));
    assert.deepEqual([from, to], [NOON + 17 * MINUTE, NOON + DAY + 17 * MINUTE]);
    assert.deepEqual([slots.length, slots[0]?.from], [25, from]);
    assert.equal(hours.length, 8);
  });
});
