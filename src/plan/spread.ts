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
 * The cheapest `asked` ms of the segments, split at will, exact to the millisecond: in the fewest runs, and of those
 * the ones that are ON first.
 */
export function spread(segments: readonly Segment[], asked: number): Run[] {
  const target = Math.min(asked, duration(segments));
  const span = (segments.at(-1)?.to ?? 0) - (segments[0]?.from ?? 0);
  const whole = scale(segments, span / 1000);
  const costs = segments.map(({ value }) => whole(value));
  const marginal = marginalCost(segments, costs, target);
  const sure = segments.filter((_, index) => (costs[index] ?? 0) < marginal);
  const pieces = marginalPieces(segments, costs, marginal);
  return joined([...sure, ...chosen(pieces, target - duration(sure))]);
}

/** The least cost up to which the segments suffice; `Infinity` if they do not. */
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

/** `amount` ms of the pieces: first of those that touch what is chosen, then of as few others as possible. */
function chosen(pieces: readonly Piece[], amount: number): Run[] {
  const touching = pieces.filter(({ before, after }) => before || after);
  const left = amount - duration(touching);
  if (left < 0) return extended(touching, amount);
  return [
    ...touching,
    ...begun(
      pieces.filter(({ before, after }) => !before && !after),
      left,
    ),
  ];
}

/** `amount` ms that lengthen runs, and fill as many gaps between two of them as possible: each is a run fewer. */
function extended(pieces: readonly Piece[], amount: number): Run[] {
  const runs: Run[] = [];
  const isGap = ({ before, after }: Piece) => before && after;
  const gaps = new Ranked(pieces.filter(isGap).map(({ from, to }) => to - from));
  let fill = gaps.fitting(amount);
  let gap = 0;
  for (const piece of pieces) {
    const length = piece.to - piece.from;
    if (isGap(piece)) {
      gaps.remove(gap++);
      if (fill > 0 && gaps.shortest(fill - 1) <= amount - length) {
        fill--;
        amount -= length;
        runs.push(piece);
        continue;
      }
    }
    const used = Math.min(length, amount - gaps.shortest(fill));
    amount -= used;
    runs.push(
      piece.before
        ? { from: piece.from, to: piece.from + used }
        : { from: piece.to - used, to: piece.to },
    );
  }
  return runs;
}

/** `amount` ms in new runs, one in each of as few pieces as possible. */
function begun(pieces: readonly Piece[], amount: number): Run[] {
  const runs: Run[] = [];
  const rest = new Ranked(pieces.map(({ from, to }) => to - from));
  let needed = 0;
  while (rest.longest(needed) < amount) needed++;
  for (const [index, { from, to }] of pieces.entries()) {
    rest.remove(index);
    const used = Math.min(to - from, amount);
    if (needed === 0 || rest.longest(needed - 1) < amount - used) continue;
    needed--;
    amount -= used;
    runs.push({ from, to: from + used });
  }
  return runs;
}
