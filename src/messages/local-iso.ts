import { localDays } from '../time/local';
import { isoInZone } from '../time/zone';

type Write = (at: number) => string;

/** How much of an instant's text is date and time, to the second and to the millisecond. */
const SECONDS = '2026-03-29T02:30:00'.length;
const MILLISECONDS = SECONDS + '.000'.length;

let latest: { readonly span: string; readonly write: Write } | undefined;

/**
 * Writes the instants of [from, to), epoch ms, as ISO 8601 with the zone's offset; others more slowly. The zone is asked
 * once a day and not at every instant, because a plan names a thousand of them; and not again for the same days.
 */
export function isoWriter(zone: string, from: number, to: number): Write {
  const span = [zone, from, to].join();
  if (latest?.span !== span) latest = { span, write: writer(zone, from, to) };
  return latest.write;
}

function writer(zone: string, from: number, to: number): Write {
  const spans = localDays(zone, from, to)
    .flatMap(({ start, end, offset, change, jump }) => [
      { from: start, to: change, offset },
      { from: change, to: end, offset: offset + jump },
    ])
    .filter((one) => one.from < one.to)
    .map((one) => ({ ...one, suffix: isoInZone(zone, one.from).slice(SECONDS) }));
  return (at) => {
    const found = spans.find((one) => one.from <= at && at < one.to);
    if (!found) return isoInZone(zone, at);
    const text = new Date(at + found.offset).toISOString();
    return text.slice(0, at % 1000 === 0 ? SECONDS : MILLISECONDS) + found.suffix;
  };
}
