import type { PlanRequest } from './types';

/** As far from 1970 as a `Date` reaches: instants and durations beyond it are nonsense. */
const FURTHEST = 8.64e15;

/** Throws a `RangeError` that names the first field of the request that makes no sense. */
export function check(request: PlanRequest): void {
  const { start, end, before, neverAbove, alwaysBelow, maxRuns } = request;
  if (!Array.isArray(request.slots)) refuse('slots', 'must be a list');
  instant('start', start);
  instant('end', end);
  if (end < start) refuse('end', 'must not be before start');
  checkRule(request);
  oneOf('seek', request.seek, ['lowest', 'highest']);
  oneOf('prefer', request.prefer, ['early', 'late']);
  if (neverAbove !== undefined) finite('neverAbove', neverAbove);
  if (alwaysBelow !== undefined) finite('alwaysBelow', alwaysBelow);
  if (neverAbove !== undefined && alwaysBelow !== undefined) {
    const crossed =
      request.seek === 'highest' ? alwaysBelow < neverAbove : alwaysBelow > neverAbove;
    if (crossed) refuse('alwaysBelow', 'contradicts neverAbove');
  }
  for (const field of ['minRun', 'minPause', 'maxPause'] as const) {
    const value = request[field];
    if (value !== undefined) duration(field, value);
  }
  if (maxRuns !== undefined) count('maxRuns', maxRuns);
  if (before) {
    if (typeof before.on !== 'boolean') refuse('before.on', 'must be true or false');
    instant('before.since', before.since);
    if (before.since > start) refuse('before.since', 'must not be after start');
    if (before.starts !== undefined) count('before.starts', before.starts);
  }
}

function checkRule({ rule, alwaysBelow, maxPause }: PlanRequest): void {
  switch (rule.kind) {
    case 'threshold':
      finite('rule.limit', rule.limit);
      break;
    case 'average':
      finite('rule.percent', rule.percent);
      if (Math.abs(rule.percent) > 1e6) refuse('rule.percent', 'is out of all proportion');
      break;
    case 'share':
      if (!(rule.share > 0 && rule.share <= 1))
        refuse('rule.share', 'must be above 0 and at most 1');
      return;
    case 'duration':
      duration('rule.duration', rule.duration);
      if (rule.continuous && alwaysBelow !== undefined)
        refuse('alwaysBelow', 'cannot be kept by one continuous block');
      return;
    default:
      refuse('rule.kind', 'must be threshold, average, share or duration');
  }
  if (maxPause !== undefined) refuse('maxPause', 'needs a duration or a share');
}

function refuse(field: string, complaint: string): never {
  throw new RangeError(`${field} ${complaint}`);
}

function finite(field: string, value: number): void {
  if (!Number.isFinite(value)) refuse(field, 'must be a finite number');
}

function instant(field: string, value: number): void {
  finite(field, value);
  if (Math.abs(value) > FURTHEST) refuse(field, 'must be an instant in epoch ms');
}

function duration(field: string, value: number): void {
  finite(field, value);
  if (value < 0 || value > FURTHEST) refuse(field, 'must be a duration in ms, 0 or more');
}

function count(field: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) refuse(field, 'must be a whole number, 0 or more');
}

function oneOf(field: string, value: string | undefined, words: readonly string[]): void {
  if (value !== undefined && !words.includes(value)) refuse(field, `must be ${words.join(' or ')}`);
}
