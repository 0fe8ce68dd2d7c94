import type { Account } from './account/account';

/** What fits under a node. */
const LONGEST = 19;

/** A short status text, with a mark behind it where what it tells is not real. */
export function marked(text: string, live: unknown, account: Account): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return mark(short, live, account.sample);
}

/** Says of a status that what it tells is not real. */
export function mark(text: string, live: unknown, sample: boolean): string {
  if (sample) return `${text} sample`;
  return live === false ? `${text} test` : text;
}
