import { DAY, HOUR, MINUTE, SECOND } from './duration';
import { parseInstant } from './instant';
import { localMidnight, nextLocalMidnight } from './zone';

const UNIT: Record<string, number> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };
const RELATIVE = /^([+-]\d{1,6})\s*([smhd])$/i;
/** The range of a Date, so that nothing later on can overflow. */
const LARGEST = 8.64e15;

export interface WhenOptions {
  readonly now: number;
  /** Of the location; local days are its own. */
  readonly timezone: () => string | Promise<string>;
  /** As an end, `today` is the midnight at which today ends. */
  readonly end: boolean;
}

/**
 * Reads an instant as people write it: ISO 8601 with offset, epoch ms (number or digits), a Date, `now`, `today`,
 * `tomorrow`, `yesterday`, `+36h`, `-30m`. Epoch ms, or `undefined` for anything else.
 */
export async function when(value: unknown, options: WhenOptions): Promise<number | undefined> {
  if (value instanceof Date) return finite(value.getTime());
  if (typeof value === 'number') return finite(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d{10,16}$/.test(text)) return finite(Number(text));
  const word = text.toLowerCase();
  if (word === 'now') return options.now;
  if (word === 'yesterday' || word === 'today' || word === 'tomorrow')
    return localDay(word, options);
  const relative = RELATIVE.exec(text);
  if (relative) {
    const unit = UNIT[(relative[2] as string).toLowerCase()] as number;
    return finite(options.now + Number(relative[1]) * unit);
  }
  return parseInstant(text);
}

async function localDay(
  word: 'yesterday' | 'today' | 'tomorrow',
  { now, timezone, end }: WhenOptions,
): Promise<number> {
  const zone = await timezone();
  const today = localMidnight(zone, now);
  const begins = {
    yesterday: () => localMidnight(zone, today - 1),
    today: () => today,
    tomorrow: () => nextLocalMidnight(zone, now),
  }[word]();
  return end ? nextLocalMidnight(zone, begins) : begins;
}

function finite(at: number): number | undefined {
  return Number.isFinite(at) && Math.abs(at) <= LARGEST ? at : undefined;
}
