import type { PlanRequest, Run } from '../../../src/plan/types';

/** The best plan, or what there is of it, found by looking at every one. */
export interface Best {
  runs: Run[];
  shortfall: number;
  broken: 'maxPause'[];
}

/**
 * Tries every pattern of ON and OFF of cells of `step` ms. Slow, and without a thought in common with the planner: it only
 * knows what a legal plan is and which of two plans is better. Everything in the request lies on cell edges (`before.since`
 * need not).
 */
export function bruteForce(request: PlanRequest, step: number): Best {
  const cells = cellValues(request, step);
  const { target, passing } = wanted(request, cells, step);
  const highest = request.seek === 'highest';
  const above = (value: number, limit: number) => (highest ? value < limit : value > limit);
  const usable = cells.map(
    (value, cell) =>
      value !== undefined &&
      passing[cell] &&
      !(request.neverAbove !== undefined && above(value, request.neverAbove)),
  );

  const search = (rules: PlanRequest): boolean[] | undefined => {
    let best: boolean[] | undefined;
    for (let bits = 0; bits < 2 ** cells.length; bits++) {
      const on = cells.map((_, cell) => ((bits >> cell) & 1) === 1);
      if (on.some((isOn, cell) => isOn && !usable[cell])) continue;
      if (on.filter(Boolean).length * step > target) continue;
      if (!legal(on, rules, step)) continue;
      if (!best || better(on, best)) best = on;
    }
    return best;
  };

  const whole = cells.map((value) => Math.round((value ?? 0) * 1e5) * (highest ? -1 : 1));
  const cost = (on: boolean[]) =>
    on.reduce((sum, isOn, c) => sum + (isOn ? (whole[c] ?? 0) : 0), 0);
  const better = (a: boolean[], b: boolean[]): boolean => {
    const time = (on: boolean[]) => on.filter(Boolean).length;
    if (time(a) !== time(b)) return time(a) > time(b);
    if (cost(a) !== cost(b)) return cost(a) < cost(b);
    const count = (on: boolean[]) => runsOf(on, 0, 1).length;
    if (count(a) !== count(b)) return count(a) < count(b);
    const differs = (isOn: boolean, cell: number) => isOn !== b[cell];
    const difference = request.prefer === 'late' ? a.findLastIndex(differs) : a.findIndex(differs);
    return a[difference] ?? false;
  };

  const { before: _before, ...noBefore } = request;
  const { maxPause: _maxPause, ...noMaxPause } = request;
  const { before: _, ...neither } = noMaxPause;
  let broken: 'maxPause'[] = [];
  let found = search(request);
  if (!found && request.maxPause !== undefined) {
    found = search(noMaxPause);
    broken = found ? ['maxPause'] : [];
  }
  found ??= search(noBefore);
  if (!found) {
    found = search(neither) ?? [];
    broken = ['maxPause'];
  }
  const time = found.filter(Boolean).length * step;
  return { runs: runsOf(found, request.start, step), shortfall: target - time, broken };
}

function cellValues({ slots, start, end }: PlanRequest, step: number): (number | undefined)[] {
  const values: (number | undefined)[] = [];
  for (let at = start; at + step <= end; at += step)
    values.push(slots.findLast(({ from, to }) => from <= at && at + step <= to)?.value);
  return values;
}

/** How long to be ON, and in which cells at all. */
function wanted(request: PlanRequest, cells: (number | undefined)[], step: number) {
  const { rule, seek, alwaysBelow } = request;
  const sign = seek === 'highest' ? -1 : 1;
  const known = cells.filter((value) => value !== undefined);
  const below = (limit: number) =>
    cells.map((value) => value !== undefined && sign * value <= sign * limit);
  const always = alwaysBelow === undefined ? cells.map(() => false) : below(alwaysBelow);
  const timeOf = (flags: boolean[]) => flags.filter(Boolean).length * step;
  if (rule.kind === 'duration' || rule.kind === 'share') {
    const asked =
      rule.kind === 'share' ? Math.round(rule.share * known.length * step) : rule.duration;
    return { target: Math.max(asked, timeOf(always)), passing: cells.map(() => true) };
  }
  // A mean of whole numbers, so that a value can be exactly as far below it as is asked.
  const whole = (value: number) => Math.round(value * 1e5) * sign;
  const sum = known.reduce((total, value) => total + whole(value), 0);
  const passes =
    rule.kind === 'threshold'
      ? below(rule.limit)
      : cells.map(
          (value) =>
            value !== undefined &&
            whole(value) * known.length * 100 <= sum * 100 - Math.abs(sum) * rule.percent,
        );
  const passing = passes.map((pass, cell) => pass || (always[cell] ?? false));
  return { target: timeOf(passing), passing };
}

function legal(on: boolean[], request: PlanRequest, step: number): boolean {
  const { start, end, rule, before, minRun = 0, minPause = 0 } = request;
  const { maxPause = Infinity, maxRuns = Infinity } = request;
  const runs = runsOf(on, start, step);
  if (rule.kind === 'duration' && rule.continuous && runs.length > 1) return false;
  const goesOn = before?.on && on[0];
  const started = runs.length - (goesOn ? 1 : 0) + (before?.starts ?? 0);
  // What started before the span cannot be undone: only a new start breaks the limit.
  if (started > maxRuns && runs.length > (goesOn ? 1 : 0)) return false;
  for (const [index, { from, to }] of runs.entries()) {
    const began = index === 0 && goesOn && before ? before.since : from;
    if (to - began < minRun) return false;
  }
  // A run from before that ends at the start of the span.
  if (before?.on && !goesOn && start - before.since < minRun) return false;
  const pauses: Run[] = [];
  let off = before && !before.on ? before.since : before?.on && !goesOn ? start : undefined;
  for (const { from, to } of runs) {
    if (off !== undefined) pauses.push({ from: off, to: from });
    off = to;
  }
  if (pauses.some(({ from, to }) => to - from < minPause || to - from > maxPause)) return false;
  return end - (off ?? start) <= maxPause;
}

export function runsOf(on: boolean[], start: number, step: number): Run[] {
  const runs: Run[] = [];
  for (const [cell, isOn] of on.entries()) {
    const from = start + cell * step;
    const last = runs.at(-1);
    if (isOn && last?.to === from) last.to += step;
    else if (isOn) runs.push({ from, to: from + step });
  }
  return runs;
}
