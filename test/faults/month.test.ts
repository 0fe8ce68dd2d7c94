import assert from 'node:assert/strict';
import { FlatPeakError } from '../../src/flatpeak/errors';
import {
  fault,
  loginReply,
  ratesReply,
  reply,
  SimulatedFlatPeak,
  START,
  type Answer,
} from '../support/simulated-flatpeak';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Outage {
  readonly from: number;
  readonly to: number;
  readonly answer: () => Answer;
  /** The longest time between its end and the next good reply. */
  readonly recovery: number;
}

const AWAY = MINUTE;
const BUSY = 23 * MINUTE;

/** A bad month: hours without a line, days of trouble at FlatPeak, portals, refused tokens. */
const OUTAGES: readonly Outage[] = [
  { from: 1 * DAY, to: 3 * DAY, answer: () => fault('dns'), recovery: AWAY },
  { from: 4 * DAY, to: 5 * DAY, answer: () => reply(503, ''), recovery: BUSY },
  { from: 6 * DAY, to: 6 * DAY + HOUR, answer: () => reply(200, '<html>'), recovery: AWAY },
  { from: 8 * DAY, to: 10 * DAY, answer: () => reply(429, ''), recovery: BUSY },
  {
    from: 11 * DAY,
    to: 12 * DAY,
    answer: () => reply(503, '', { 'retry-after': '3600' }),
    recovery: HOUR + BUSY,
  },
  { from: 13 * DAY, to: 14 * DAY, answer: () => fault('late', true), recovery: BUSY },
  { from: 15 * DAY, to: 16 * DAY, answer: () => fault('refused'), recovery: AWAY },
  { from: 17 * DAY, to: 18 * DAY, answer: () => reply(403, ''), recovery: 1.2 * HOUR },
  { from: 20 * DAY, to: 21 * DAY, answer: () => fault('reset', true), recovery: BUSY },
  { from: 22 * DAY, to: 25 * DAY, answer: () => reply(500, ''), recovery: BUSY },
];

describe('a month of outages', function () {
  this.timeout(60_000);

  it('takes about a second, costs FlatPeak little, and ends soon after each outage', async () => {
    const begun = performance.now();
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on('warning', warned);
    const flatpeak = new SimulatedFlatPeak();
    let seed = 1;
    const outage = () =>
      OUTAGES.find(({ from, to }) => from <= flatpeak.elapsed && flatpeak.elapsed < to);
    flatpeak.login = (n) => outage()?.answer() ?? loginReply(`token-${n}`);
    flatpeak.answer = () => outage()?.answer() ?? ratesReply();
    const good: number[] = [];
    let [refresh, message] = [0, 0];
    while (flatpeak.elapsed < 30 * DAY) {
      // A small linear congruential generator: any chance will do, but the same in every run.
      seed = (seed * 16_807) % 2_147_483_647;
      flatpeak.chance = seed / 2_147_483_647;
      const background = refresh <= message;
      const next = Math.max(flatpeak.elapsed, Math.min(refresh, message));
      flatpeak.elapsed = next;
      let retryAt = START + next + HOUR;
      try {
        await flatpeak.client.rates('loc_1', { end_time: '2026-07-01T00:00:00Z' }, { background });
        good.push(flatpeak.elapsed);
      } catch (error) {
        assert.ok(error instanceof FlatPeakError);
        retryAt = error.retryAt ?? START + next + MINUTE;
      }
      // The refresh obeys, the messages do not.
      if (background) refresh = Math.max(retryAt - START, next + 1_000);
      else message = next + 5 * MINUTE;
    }
    const calls = (from: number, to: number) =>
      flatpeak.requests.filter(({ at }) => at >= from && at < to);
    for (const { from, to, recovery } of OUTAGES) {
      const back = good.find((at) => at >= to) ?? Infinity;
      assert.ok(back - to <= recovery, `back after ${(back - to) / MINUTE} min`);
      if (recovery !== AWAY) {
        const perDay = calls(from, to).length / ((to - from) / DAY);
        assert.ok(perDay <= 110, `${perDay} calls a day in the outage of day ${from / DAY}`);
      }
    }
    assert.ok(performance.now() - begun < 30_000);
    await new Promise(setImmediate);
    process.off('warning', warned);
    assert.deepEqual(warnings, [], 'no listeners pile up');
  });
});
