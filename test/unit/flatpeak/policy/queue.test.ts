import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Queue } from '../../../../src/flatpeak/policy/queue';
import { runs } from '../../../support/runs';

const never = new AbortController().signal;

describe('the queue', () => {
  it('runs two at a time, in the order they came, whatever fails or leaves', async () => {
    const job = fc.record({ fails: fc.boolean(), leaves: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(job, { maxLength: 12 }), fc.scheduler(), async (jobs, s) => {
        const queue = new Queue(2);
        const begun: number[] = [];
        let running = 0;
        const calls = jobs.map(({ fails, leaves }, i) => {
          const leave = new AbortController();
          const call = queue.run(async () => {
            running++;
            begun.push(i);
            assert.ok(running <= 2);
            await s.schedule(Promise.resolve());
            running--;
            if (fails) throw new Error('failed');
          }, leave.signal);
          if (leaves) {
            void s.schedule(Promise.resolve()).then(() => leave.abort(new Error('left')));
          }
          return call;
        });
        await s.waitFor(Promise.allSettled(calls));
        assert.deepEqual(
          begun,
          [...begun].sort((a, b) => a - b),
        );
        assert.equal(running, 0);
        jobs.forEach(({ leaves }, i) => assert.ok(leaves || begun.includes(i)));
        assert.equal(await queue.run(async () => 'still works', never), 'still works');
        await Promise.all([queue.run(async () => 1, never), queue.run(async () => 2, never)]);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('passes the turn on when its owner leaves, before it is called or in the same moment', async () => {
    for (const ticks of [0, 1, 2, 3, 4, 5]) {
      const queue = new Queue(1);
      let finish: (() => void) | undefined;
      const first = queue.run(() => new Promise<void>((resolve) => (finish = resolve)), never);
      const leave = new AbortController();
      const second = queue.run(() => new Promise(setImmediate), leave.signal);
      const third = queue.run(async () => 'third', never);
      await new Promise(setImmediate);
      finish?.();
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
      leave.abort(new Error('left'));
      await Promise.allSettled([first, second]);
      assert.equal(await third, 'third');
      assert.equal(await queue.run(async () => 'fourth', never), 'fourth');
    }
  });
});
