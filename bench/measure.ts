import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** Collects garbage, so that memory in use is memory that is held. */
export const gc = runInNewContext('gc') as () => void;

/** The middle one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** ms that a call takes: the median of calls for about half a second, after some to warm up. */
export function timeOf(run: () => unknown): number {
  const times: number[] = [];
  for (let spent = 0; spent < 600 || times.length < 7;) {
    const began = performance.now();
    run();
    const time = performance.now() - began;
    spent += time;
    if (spent > 100 || times.length > 0 || time > 100) times.push(time);
  }
  return median(times);
}

/** MB that one call allocates: the most of a few, because some of it may be collected before it returns. */
export function allocated(run: () => unknown): number {
  return Math.max(...Array.from({ length: 5 }, () => allocatedOnce(run)));
}

function allocatedOnce(run: () => unknown): number {
  gc();
  const used = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  run();
  return Math.max(0, used() - before) / 1e6;
}

/** What a value holds on to, MB. */
export function held(make: () => unknown): number {
  gc();
  const before = process.memoryUsage().heapUsed;
  const value = make();
  gc();
  const after = process.memoryUsage().heapUsed;
  return value === undefined ? 0 : Math.max(0, after - before) / 1e6;
}
