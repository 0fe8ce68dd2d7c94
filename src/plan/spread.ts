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
  if (duration(segments) <= target) return joined(segments);
  const span = (segments.at(-1)?.to ?? 0) - (segments[0]?.from ?? 0);
  const whole = scale(segments, span / 1000);
  const costs = segments.map(({ value }) => whole(value));
  const marginal = marginalCost(segments, costs, target);
  const sure = segments.filter((_, index) => (costs[index] ?? 0) < marginal);
  const pieces = marginalPieces(segments, costs, marginal);
  return joined([...sure, ...chosen(pieces, target - duration(sure))]);
}

/** The least cost up to which the segments more than suffice. */
function marginalCost(segments: readonly Segment[], costs: readonly number[], target: number) {
  const order = [...segments.keys()].sort((a, b) => (costs[a] ?? 0) - (costs[b] ?? 0));
  let time = 0;
  for (const index of order) {
    const segment = segments[index];
    time += segment ? segment.to - segment.from : 0;
    if (time > target) return costs[index] ?? Infinity;
  }
  return Infinity;
}

function marginalPieces(segments: readonly Segment[], costs: readonly number[], marginal: number) {
  const pieces: Piece[] = [];
  let sureUntil = NaN;
  for (const [index, { from, to }] of segments.entries()) {
    const cost = costs[index] ?? Infinity;
    const last = pieces.at(-1);
    if (cost < marginal) {
      if (last?.to === from) last.after = true;
      sureUntil = to;
    } else if (cost === marginal) {
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
