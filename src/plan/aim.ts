import { scale } from './scale';
import { duration, type Segment } from './segments';
import type { Task } from './task';
import type { PlanRequest } from './types';

/** Every rule comes down to so much time ON, at the least cost, in some part of the known time. */
export function aim(
  request: PlanRequest,
  segments: readonly Segment[],
): Pick<Task, 'allowed' | 'target'> {
  const { rule } = request;
  const sign = request.seek === 'highest' ? -1 : 1;
  const costs = segments.map(({ from, to, value }) => ({ from, to, value: sign * value }));
  const atMost = (limit: number) => (cost: Segment) => cost.value <= sign * limit;
  const allowed = costs.filter(atMost(request.neverAbove ?? sign * Infinity));
  const always = atMost(request.alwaysBelow ?? sign * -Infinity);
  if (rule.kind === 'duration' || rule.kind === 'share') {
    const asked = rule.kind === 'share' ? rule.share * duration(costs) : rule.duration;
    return { allowed, target: Math.max(Math.round(asked), duration(costs.filter(always))) };
  }
  const qualifies = rule.kind === 'threshold' ? atMost(rule.limit) : belowMean(costs, rule.percent);
  const passes = (cost: Segment) => qualifies(cost) || always(cost);
  return { allowed: allowed.filter(passes), target: duration(costs.filter(passes)) };
}

/** In whole numbers: a flat price is exactly its own mean. */
function belowMean(costs: readonly Segment[], percent: number): (cost: Segment) => boolean {
  const time = duration(costs);
  const whole = scale(costs, time);
  const sum = BigInt(
    costs.reduce((sum, { from, to, value }) => sum + whole(value) * (to - from), 0),
  );
  const off = BigInt(Math.round(percent * 1e6)) * (sum < 0n ? -sum : sum);
  const limit = floorDivided(sum * 100_000_000n - off, BigInt(Math.max(1, time)) * 100_000_000n);
  return ({ value }) => whole(value) <= limit;
}

function floorDivided(dividend: bigint, divisor: bigint): number {
  return Number(dividend / divisor - (dividend % divisor < 0n ? 1n : 0n));
}
