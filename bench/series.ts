import { merge, normalise, slotAt, type RateSlot, type Series } from '../src/rates/series';
import { held, timeOf } from './measure';
import { report } from './report';

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

const merged = timeOf(() => merge(earlier, later));
const naive = timeOf(() => naiveMerge(earlier, later));
const lookup = timeOf(() => instants.map((at) => slotAt(series, at)));
const scan = timeOf(() => instants.map((at) => series.find((s) => s.from <= at && at < s.to)));

report(`a series of ${COUNT} slots`, [
  { name: 'normalise, in order', unit: 'ms', ours: timeOf(() => normalise(earlier)), most: 2 },
  { name: 'normalise, in disorder', unit: 'ms', ours: timeOf(() => normalise(shuffled)), most: 60 },
  {
    name: 'merge with as many',
    unit: 'ms',
    ours: merged,
    beside: ['naive merge', naive],
    most: 60,
    mostOfBeside: 1 / 2,
  },
  {
    name: '1,000 lookups',
    unit: 'ms',
    ours: lookup,
    beside: ['scan', scan],
    most: 1,
    mostOfBeside: 1 / 10,
  },
  { name: 'memory it holds', unit: 'MB', ours: held(() => normalise(slots(2))), most: 2 },
]);
