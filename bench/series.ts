import { merge, normalise, slotAt, type RateSlot, type Series } from '../src/rates/series';
import { held, median, report } from './report';

const LENGTH = 15 * 60_000;
const COUNT = 8_640;

function slots(updated: number): RateSlot[] {
  return Array.from({ length: COUNT }, (_, i) => ({
    from: i * LENGTH,
    to: (i + 1) * LENGTH,
    rate: ((i * 48_271 + updated) % 997) / 1000,
    confidence: 1,
    carbon: null,
    updated,
  }));
}

/** What others do: for every new slot look for those it replaces, then sort. */
function naiveMerge(earlier: Series, later: Series): Series {
  const merged = [...earlier];
  for (const slot of later) {
    const at = merged.findIndex(({ from, to }) => from < slot.to && slot.from < to);
    if (at < 0) merged.push(slot);
    else merged[at] = slot;
  }
  return merged.sort((a, b) => a.from - b.from);
}

const [earlier, later] = [slots(0), slots(1)];
const shuffled = earlier.toSorted((a, b) => (a.rate ?? 0) - (b.rate ?? 0));
const series = normalise(earlier);
const instants = Array.from({ length: 1_000 }, (_, i) => ((i * 7_919) % COUNT) * LENGTH + 1);

const sorting = median(() => normalise(earlier));
const unsorted = median(() => normalise(shuffled));
const merging = median(() => merge(earlier, later));
const naive = median(() => naiveMerge(earlier, later));
const lookup = median(() => instants.map((at) => slotAt(series, at)));
const scan = median(() => instants.map((at) => series.find((s) => s.from <= at && at < s.to)));

report(`series of ${COUNT} slots`, [
  ['normalise, in order, ms', sorting, 2],
  ['normalise, in disorder, ms', unsorted, 60],
  ['merge with as many, ms', merging, 60],
  ['  share of a naive merge', merging / naive, 0.5],
  ['1,000 lookups, ms', lookup, 1],
  ['  share of a scan', lookup / scan, 0.1],
  ['held by the series, MB', held(() => normalise(slots(2))), 2],
]);
