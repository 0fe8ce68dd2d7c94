/** How many examples a property takes: `count`, or at most `RUNS` where every mutant of the code waits for them. */
export const runs = (count: number): number =>
  Math.min(count, Number(process.env['RUNS'] ?? Infinity));
