/** The closed family of things that can go wrong between a flow and FlatPeak. */
export type ErrorCode =
  | 'bad_input'
  | 'auth'
  | 'forbidden'
  | 'not_found'
  | 'no_tariff'
  | 'pending'
  | 'tariff_lost'
  | 'account_disabled'
  | 'conflict'
  | 'rate_limited'
  | 'unavailable'
  | 'network'
  | 'timeout'
  | 'bad_response'
  | 'cancelled';

/** Facts that may be shown to anyone. Never a header, a body, a URL with a query, or an error of a library. */
export interface ErrorFacts {
  /** HTTP status, where a reply arrived. */
  readonly status?: number;
  /** Epoch ms (UTC) before which trying again is pointless. */
  readonly retryAt?: number;
  /** A short word for logs and translations: `dns`, `tls`, `location_id`, `data[3].valid_from`. */
  readonly detail?: string;
}

const SENTENCE: Record<ErrorCode, string> = {
  bad_input: 'A setting or message property cannot be used',
  auth: 'FlatPeak refused the account ID or API key. Check both in the account',
  forbidden: 'FlatPeak does not let this account read that. Check the account and the ID',
  not_found: 'FlatPeak does not know this ID. Check it in the FlatPeak dashboard',
  no_tariff:
    'No tariff is linked to this location yet. Open the FlatPeak dashboard and connect one',
  pending: 'FlatPeak is still connecting to the tariff. This can take up to a day',
  tariff_lost: 'FlatPeak has no prices for this location. Reconnect the tariff in FlatPeak',
  account_disabled: 'This FlatPeak account is disabled. Contact FlatPeak',
  conflict: 'FlatPeak reports a conflict with what is already stored',
  rate_limited: 'FlatPeak asks us to slow down. It is tried again later',
  unavailable: 'FlatPeak is not available at the moment. It is tried again later',
  network: 'FlatPeak cannot be reached. Check the internet connection',
  timeout: 'FlatPeak did not answer in time. It is tried again later',
  bad_response: 'The answer was not from FlatPeak, or not in its documented form',
  cancelled: 'Cancelled',
};

/** The only error that leaves this folder. Its fields are an allow-list; it never has a `cause`. */
export class FlatPeakError extends Error {
  override readonly name = 'FlatPeakError';
  readonly status: number | undefined;
  readonly retryAt: number | undefined;
  readonly detail: string | undefined;

  constructor(
    readonly code: ErrorCode,
    facts: ErrorFacts = {},
  ) {
    super(
      facts.detail === undefined ? `${SENTENCE[code]}.` : `${SENTENCE[code]} (${facts.detail}).`,
    );
    this.status = facts.status;
    this.retryAt = facts.retryAt === undefined ? undefined : Math.ceil(facts.retryAt);
    this.detail = facts.detail;
  }
}
