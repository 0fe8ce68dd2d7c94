import { localDays } from '../time/local';
import { isoInZone } from '../time/zone';

/** Time in which a zone's offset stays the same. Epoch ms. */
interface Span {
  readonly from: number;
  readonly to: number;
  /** ms that the wall clock is ahead of UTC, and how ISO 8601 writes that. */
  readonly offset: number;
  readonly suffix: string;
}

/** How much of an instant's text is date and time, to the second and to the millisecond. */
const SECONDS = '2026-03-29T02:30:00'.length;
const MILLISECONDS = SECONDS + '.000'.length;

/** Of each zone, days asked for lately. */
const known = new Map<string, Span[]>();
const MOST = 100;

/**
 * The same as `isoInZone`, for those who write very many instants of a few days: a plan names a thousand. The zone is asked
 * once a day.
 */
export function localIso(zone: string, at: number): string {
  const span = spanAt(zone, at);
  if (!span) return isoInZone(zone, at);
  const text = new Date(at + span.offset).toISOString();
  return text.slice(0, at % 1000 === 0 ? SECONDS : MILLISECONDS) + span.suffix;
}

function spanAt(zone: string, at: number): Span | undefined {
  const holds = ({ from, to }: Span): boolean => from <= at && at < to;
  const spans = known.get(zone) ?? [];
  const found = spans.find(holds);
  if (found) return found;
  const day = spansOfDay(zone, at);
  known.set(zone, spans.length < MOST ? [...spans, ...day] : day);
  return day.find(holds);
}

function spansOfDay(zone: string, at: number): Span[] {
  return localDays(zone, at, at + 1)
    .flatMap(({ start, end, offset, change, jump }) => [
      { from: start, to: change, offset },
      { from: change, to: end, offset: offset + jump },
    ])
    .filter(({ from, to }) => from < to)
    .map((span) => ({ ...span, suffix: isoInZone(zone, span.from).slice(SECONDS) }));
}
