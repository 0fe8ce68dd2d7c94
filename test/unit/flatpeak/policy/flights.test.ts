import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Flights } from '../../../../src/flatpeak/policy/flights';
import { runs } from '../../../support/runs';

const never = new AbortController().signal;

function start(into: AbortSignal[]) {
  return (signal: AbortSignal) => {
    into.push(signal);
    return new Promise<object>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      finish = () => resolve({});
    });
  };
}
let finish: () => void = () => undefined;

describe('flights', () => {
  it('are shared by those who ask the same, and by nobody else', async () => {
    const flights = new Flights();
    const begun: string[] = [];
    const ask = (key: string) =>
      flights.join(
        key,
        async () => {
          begun.push(key);
          await Promise.resolve();
          return { key };
        },
        never,
      );
    const [a, b, c] = await Promise.all([ask('1'), ask('1'), ask('2')]);
    assert.equal(a, b);
    assert.notEqual(a, c);
    assert.deepEqual(begun, ['1', '2']);
    await ask('1');
    assert.deepEqual(begun, ['1', '2', '1']);
  });

  it('share failures too', async () => {
    const flights = new Flights();
    const ask = () => flights.join('1', () => Promise.reject(new Error('no')), never);
    const results = await Promise.allSettled([ask(), ask()]);
    assert.ok(results.every(({ status }) => status === 'rejected'));
    assert.equal(flights.has('1'), false);
  });

  it('go on while one caller is left, and end with the last', async () => {
    const signals: AbortSignal[] = [];
    const flights = new Flights();
    const [first, second] = [new AbortController(), new AbortController()];
    const calls = [
      flights.join('1', start(signals), first.signal),
      flights.join('1', start(signals), second.signal),
    ] as const;
    first.abort(new Error('first left'));
    await assert.rejects(calls[0], /first left/);
    assert.equal(signals[0]?.aborted, false);
    second.abort(new Error('second left'));
    await assert.rejects(calls[1], /second left/);
    assert.equal(signals[0]?.aborted, true);
    assert.equal(flights.has('1'), false);
    const again = flights.join('1', start(signals), never);
    assert.equal(signals.length, 2);
    finish();
    await again;
  });

  it('do not keep those who ask after the answer has come', async () => {
    const flights = new Flights();
    let begun = 0;
    const ask = (): Promise<number> => flights.join('1', async () => ++begun, never);
    const both = await Promise.all([
      ask().then(async (first) => [first, await ask()]),
      ask().then(async (first) => [first, await ask()]),
    ]);
    assert.deepEqual(both, [
      [1, 2],
      [1, 2],
    ]);
  });

  it('all end when they are stopped', async () => {
    const signals: AbortSignal[] = [];
    const flights = new Flights();
    const calls = ['1', '2'].map((key) => flights.join(key, start(signals), never));
    flights.stop(new Error('closed'));
    for (const call of calls) await assert.rejects(call, /closed/);
  });

  it('serve each caller exactly once in any order of events', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
        async (s, leavers) => {
          const flights = new Flights();
          let begun = 0;
          const work = () => {
            begun++;
            return s.schedule(Promise.resolve('answer'));
          };
          const calls = leavers.map((leaves) => {
            const leave = new AbortController();
            if (leaves) {
              void s.schedule(Promise.resolve()).then(() => leave.abort(new Error('left')));
            }
            return flights.join('1', work, leave.signal);
          });
          const results = await s.waitFor(Promise.allSettled(calls));
          assert.equal(begun, 1);
          results.forEach((result, i) => {
            if (!leavers[i]) assert.equal(result.status, 'fulfilled');
          });
          assert.equal(flights.has('1'), false);
        },
      ),
      { numRuns: runs(1000) },
    );
  });
});
