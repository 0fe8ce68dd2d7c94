import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** Median of calls for about half a second, after some to warm up, ms. */
export function median(run: () => unknown): number {
  const times: number[] = [];
  for (let spent = 0; spent < 600 || times.length < 7;) {
    const began = performance.now();
    run();
    const time = performance.now() - began;
    spent += time;
    if (spent > 100 || times.length > 0 || time > 100) times.push(time);
  }
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? NaN;
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

/** A line of a report: what was measured, and the most that it may be. */
export type Row = readonly [name: string, measured: number, most?: number];

/** Prints what was measured; a target that was missed fails the process. */
export function report(title: string, rows: readonly Row[]): void {
  const number = (value: number): string => String(Number(value.toPrecision(3)));
  const texts = rows.map(([name, measured, most]) => {
    if (most === undefined) return [name, number(measured), '', ''];
    if (!(measured <= most)) process.exitCode = 1;
    return [name, number(measured), number(most), measured <= most ? 'kept' : 'MISSED'];
  });
  const table = [[title, 'measured', 'at most', ''], ...texts];
  const widths = [0, 1, 2].map((i) => Math.max(...table.map((row) => row[i]?.length ?? 0)));
  for (const row of table)
    console.log(
      row
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  console.log();
}
