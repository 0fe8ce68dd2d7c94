import { FlatPeakError } from '../flatpeak/errors';
import type { Direction, LocationStatus } from '../flatpeak/wire';
import { DAY } from '../time/duration';
import { parseInstant } from '../time/instant';

/** What location status adds to a message. */
export interface LocationStatusMessage {
  /** FlatPeak's own object, with FlatPeak's own field names. */
  payload: LocationStatus;
  /** Whether a tariff for the chosen direction is connected. */
  connected: boolean;
  /** What needs the householder; empty when all is well. At most one for each category. */
  problems: StatusProblem[];
}

export interface StatusProblem {
  /** FlatPeak's name of what is concerned: `commodity_import`, `non_commodity_import`, … */
  category: Category;
  /** FlatPeak's word: `NOT_CONNECTED`, `ERROR`; with `CONNECTED` the problem is the end of the contract. */
  status: string;
  /** Name of the supplier or grid; `null` where FlatPeak does not know it. */
  provider: string | null;
  /** A sentence for the householder. */
  message: string;
}

const CATEGORIES = [
  'commodity_import',
  'commodity_export',
  'non_commodity_import',
  'non_commodity_export',
  'local',
] as const;

type Category = (typeof CATEGORIES)[number];

export interface StatusQuestion {
  readonly direction: Direction;
  /** Epoch ms (UTC). */
  readonly now: number;
  /** How many days ahead the end of a contract counts as a problem. */
  readonly contractDays: number;
}

/** A text of the catalogue: `category.local`, `problem.error` with its parameters. */
export type Say = (key: string, params?: Readonly<Record<string, string>>) => string;

/** Throws FlatPeakError `bad_response` where the reply says nothing of tariffs: that is not the same as none connected. */
export function statusMessage(
  status: LocationStatus,
  question: StatusQuestion,
  say: Say,
): LocationStatusMessage {
  const tariffs = status.tariff_status;
  if (!tariffs) throw new FlatPeakError('bad_response', { detail: 'tariff_status' });
  return {
    // The client hands the same object to everyone who asked the same; a flow may change its own.
    payload: structuredClone(status),
    connected: tariffs[commodity(question.direction)]?.status === 'CONNECTED',
    problems: problemsOf(tariffs, question, say),
  };
}

/** `NOT_CONNECTED` in the chosen direction, any `ERROR`, and contracts that end soon or have ended. */
function problemsOf(
  tariffs: NonNullable<LocationStatus['tariff_status']>,
  { direction, now, contractDays }: StatusQuestion,
  say: Say,
): StatusProblem[] {
  return CATEGORIES.flatMap((category) => {
    const element = tariffs[category];
    const status = element?.status || 'NOT_CONNECTED';
    const provider = element?.provider?.display_name?.trim() || null;
    const problem = (key: string, date = ''): StatusProblem[] => {
      const name = say(`category.${category}`);
      const what = provider === null ? name : `${name} (${provider})`;
      return [{ category, status, provider, message: say(`problem.${key}`, { what, date }) }];
    };
    if (status === 'ERROR') return problem('error');
    if (status === 'NOT_CONNECTED') {
      return category === commodity(direction) ? problem('not-connected') : [];
    }
    const end = element?.tariff?.contract_end_date ?? '';
    const at = parseInstant(end);
    if (at === undefined || at > now + contractDays * DAY) return [];
    // FlatPeak's own date, as its dashboard shows it; the reply does not tell the location's zone.
    return problem(at > now ? 'ending' : 'ended', end.slice(0, 10));
  });
}

function commodity(direction: Direction): 'commodity_import' | 'commodity_export' {
  return direction === 'IMPORT' ? 'commodity_import' : 'commodity_export';
}
