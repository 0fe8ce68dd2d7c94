import { gaplessFrom, type Course, type Stretch } from './course';

/** The best plan of a course that has one run at most: the longest, then the cheapest, then the first (or the last). */
export function onlyBlock(course: Course, late: boolean): Stretch[] | undefined {
  const { price, far, empty, target = Infinity } = course;
  const free = gaplessFrom(course.open);
  const until = new Float64Array(price.length + 1);
  let sum = 0;
  for (const [cell, cost] of price.entries()) until[cell + 1] = sum += cost;
  let best: Stretch | undefined;
  let length = 0;
  let least = Infinity;
  for (let from = 0; from <= price.length; from++) {
    const shortest = shortestFrom(course, from);
    const longest = Math.min(free[from] as number, target);
    const to = from + longest;
    if (longest < shortest || longest < length || price.length - to > far.max) continue;
    const cost = (until[to] as number) - (until[from] as number);
    if (longest === length && (cost > least || (cost === least && !late))) continue;
    best = { from, to };
    length = longest;
    least = cost;
  }
  return best ? [best] : empty ? [] : undefined;
}

/** The shortest block that may start in this cell; `Infinity` if none may. */
function shortestFrom({ near, minRun, maxRuns }: Course, cell: number): number {
  if (near.run && cell === 0) return Math.max(near.run.need, near.run.cost);
  const bound = near.run && (near.run.need > 0 || near.run.cost === 0);
  const starts = !bound && maxRuns > 0 && near.min <= cell && cell <= near.max;
  return starts ? minRun : Infinity;
}
