import { Ranked } from './ranked';
import { scale } from './scale';
import { duration, joined, type Segment } from './segments';
import type { Run } from './types';

/** Time at the marginal cost, of which a part is needed. */
interface Piece extends Run {
  /** The time right before, right after is in the plan anyway: using this piece there starts no run. */
  before: boolean;
  after: boolean;
}

/**
 * The cheapest `target` ms of the segments, split at will, exact to the millisecond: in the fewest runs, and of those
 * the ones that are ON first.
 */
export function spread(segments: readonly Segment[], target: number): Run[] {
  const time = duration(segments);
  if (time <= target) return joined(segments);
  const whole = scale(segments, time / 1000);
  const costs = segments.map(({ from, to, value }) => ({ from, to, value: whole(value) }));
  const marginal = marginalCost(costs, target);
  const sure = costs.filter(({ value }) => value < marginal);
  const pieces = marginalPieces(costs, marginal);
  return joined([...sure, ...chosen(pieces, target - duration(sure))]);
}

/** The least cost up to which the segments more than suffice. */
function marginalCost(costs: readonly Segment[], target: number): number {
  let time = 0;
  let marginal = -Infinity;
  for (const { from, to, value } of costs.toSorted((a, b) => a.value - b.value)) {
    if (time > target) break;
    time += to - from;
    marginal = value;
  }
  return marginal;
}

function marginalPieces(costs: readonly Segment[], marginal: number): Piece[] {
  const pieces: Piece[] = [];
  let sureUntil = NaN;
  for (const { from, to, value } of costs) {
    const last = pieces.at(-1);
    if (value < marginal) {
      if (last?.to === from) last.after = true;
      sureUntil = to;
    } else if (value === marginal) {
      if (last?.to === from) last.to = to;
      else pieces.push({ from, to, before: sureUntil === from, after: false });
    }
  }
  return pieces;
}

/**
 * `amount` ms of the pieces in as few more runs as possible. To fill a gap between two runs saves one, to lengthen a run
 * is free, and only where that does not suffice new ones begin.
 */
function chosen(pieces: readonly Piece[], amount: number): Run[] {
  const isGap = ({ before, after }: Piece) => before && after;
  const touching = pieces.filter(({ before, after }) => before || after);
  if (amount < duration(touching)) return extended(touching, isGap, amount);
  const gaps = pieces.filter(isGap);
  const others = pieces.filter((piece) => !isGap(piece));
  return [...gaps, ...begun(others, amount - duration(gaps))];
}

/** Lengthens runs and fills as many gaps as possible, always as early as the later gaps to be filled allow. */
function extended(
  pieces: readonly Piece[],
  isGap: (piece: Piece) => boolean,
  amount: number,
): Run[] {
  const gaps = new Ranked(pieces.filter(isGap).map(length));
  let fill = gaps.fitting(amount);
  let gap = 0;
  return pieces.map((piece) => {
    if (isGap(piece)) {
      gaps.remove(gap++);
      if (fill > 0 && gaps.shortest(fill - 1) <= amount - length(piece)) fill--;
    }
    const used = use(piece, amount - gaps.shortest(fill));
    amount -= length(used);
    return used;
  });
}

/** Lengthens runs and begins as few as possible, always as early as the room in later pieces allows. */
function begun(pieces: readonly Piece[], amount: number): Run[] {
  const isNew = ({ before, after }: Piece) => !before && !after;
  const fresh = new Ranked(pieces.filter(isNew).map(length));
  let room = duration(pieces.filter((piece) => !isNew(piece)));
  let needed = 0;
  while (room + fresh.longest(needed) < amount) needed++;
  let index = 0;
  return pieces.flatMap((piece) => {
    const used = use(piece, amount);
    if (isNew(piece)) {
      fresh.remove(index++);
      const rest = amount - length(used);
      if (needed === 0 || room + fresh.longest(needed - 1) < rest) return [];
      needed--;
    } else room -= length(piece);
    amount -= length(used);
    return [used];
  });
}

/** At most `most` ms of a piece, at the end that touches a run; else at its beginning. */
function use({ from, to, before, after }: Piece, most: number): Run {
  const used = Math.min(to - from, most);
  return after && !before ? { from: to - used, to } : { from, to: from + used };
}

function length({ from, to }: Run): number {
  return to - from;
}
