import type { Account } from './account/account';

/** What fits under a node. */
const LONGEST = 19;

/** A short status text, with a mark behind it where what it tells is not real. */
export function marked(text: string, live: unknown, account: Account): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  if (account.sample) return `${short} sample`;
  return live === false ? `${short} test` : short;
}
