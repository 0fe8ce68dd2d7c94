import assert from 'node:assert/strict';
import fc from 'fast-check';
import { delivered, record, starts, type Ledger } from '../../../src/switch/ledger';
import { DAY, HOUR } from '../../../src/time/duration';
import { runs } from '../../support/runs';

const run = (from: number, to: number) => ({ from, to });

describe('ledger', () => {
  const cases: [string, Ledger, [number, number], Ledger][] = [
    ['begins with a run', [], [0, 5], [run(0, 5)]],
    ['prolongs the last run', [run(0, 5)], [5, 9], [run(0, 9)]],
    ['adds a run after a pause', [run(0, 5)], [6, 9], [run(0, 5), run(6, 9)]],
    ['forgets nothing for no time', [run(0, 5)], [5, 5], [run(0, 5)]],
    ['takes no note of no time', [run(0, 5)], [7, 7], [run(0, 5)]],
    ['ignores time that runs backwards', [run(0, 5)], [9, 6], [run(0, 5)]],
    [
      'puts a run in its place when the clock was set back',
      [run(0, 5), run(20, 30)],
      [10, 12],
      [run(0, 5), run(10, 12), run(20, 30)],
    ],
    ['joins all that a run touches', [run(0, 5), run(8, 10), run(20, 30)], [4, 20], [run(0, 30)]],
  ];
  for (const [name, ledger, [from, to], after] of cases) {
    it(name, () => assert.deepEqual(record(ledger, run(from, to)), after));
  }

  it('remembers eight days', () => {
    const ledger = record(
      [run(0, HOUR), run(2 * HOUR, 3 * HOUR)],
      run(8 * DAY, 8 * DAY + 2 * HOUR),
    );
    assert.deepEqual(ledger, [run(2 * HOUR, 3 * HOUR), run(8 * DAY, 8 * DAY + 2 * HOUR)]);
    const last = run(8 * DAY, 8 * DAY + HOUR);
    assert.deepEqual(record([run(0, HOUR)], last), [last]);
  });

  it('takes a run that goes on for no new one, and for none that was resumed', () => {
    assert.deepEqual(record([run(0, 5)], run(5, 9), 0), [run(0, 9)]);
  });

  it('counts a run once that a restart came between', () => {
    let ledger = record([], run(0, 10), 0);
    ledger = record(ledger, run(12, 20), 0);
    ledger = record(ledger, run(20, 25), 0);
    ledger = record(ledger, run(40, 45), 40);
    assert.equal(starts(ledger, 0, 100), 2);
    assert.equal(delivered(ledger, 0, 100), 10 + 13 + 5);
  });

  it('counts what overlaps, and the runs that began within', () => {
    const ledger = [run(0, 10), run(20, 30), run(40, 50)];
    assert.equal(delivered(ledger, 5, 45), 5 + 10 + 5);
    assert.equal(delivered(ledger, 12, 18), 0);
    assert.deepEqual(
      [starts(ledger, 0, 40), starts(ledger, 1, 41), starts(ledger, 50, 60)],
      [2, 2, 0],
    );
  });

  it('stays in order and disjoint, and knows every minute ON', () => {
    const times = fc.array(fc.tuple(fc.nat(200), fc.nat(30)), { maxLength: 20 });
    fc.assert(
      fc.property(times, (runs) => {
        const ledger = runs.reduce<Ledger>(
          (list, [from, length]) => record(list, run(from, from + length)),
          [],
        );
        ledger.forEach((one, i) => assert.ok((ledger[i - 1]?.to ?? -1) < one.from));
        for (let at = 0; at < 230; at++) {
          const on = runs.some(([from, length]) => from <= at && at < from + length);
          assert.equal(delivered(ledger, at, at + 1), on ? 1 : 0);
        }
      }),
      { numRuns: runs(1000) },
    );
  });
});
