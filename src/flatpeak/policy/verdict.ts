import { FlatPeakError, type ErrorCode } from '../errors';
import type { HttpReply, TransportError, TransportFault } from '../transport';
import { retryAfter } from './retry-after';

/** What a failed request means: for the user, for the line to FlatPeak, and for trying again. */
export type Verdict = Trouble | Blame;

/** Not the fault of the request: FlatPeak is in trouble (`reached`) or never saw it (`unreached`). */
export interface Trouble extends Judgement {
  readonly line: 'reached' | 'unreached';
}

/** The fault of the request alone. */
export interface Blame extends Judgement {
  readonly line: 'fine';
}

interface Judgement {
  readonly code: ErrorCode;
  readonly status?: number;
  readonly detail?: string;
  readonly retry: 'at once' | 'later' | 'never';
  /** What FlatPeak asked for, ms from now. */
  readonly retryAfter?: number;
}

/** Stays inside this room; what leaves it is a FlatPeakError. */
export class Failure extends Error {
  constructor(
    readonly verdict: Verdict,
    /** When a later call may succeed, epoch ms. */
    readonly retryAt?: number,
  ) {
    super(verdict.code);
  }
}

/** What a caller is told. `retryAt`: epoch ms. */
export function errorOf({ code, status, detail }: Verdict, retryAt?: number): FlatPeakError {
  return new FlatPeakError(code, {
    ...(status !== undefined && { status }),
    ...(detail !== undefined && { detail }),
    ...(retryAt !== undefined && { retryAt }),
  });
}

const FAULTS: Record<TransportFault, Judgement> = {
  dns: { code: 'network', detail: 'dns', retry: 'later' },
  refused: { code: 'network', detail: 'refused', retry: 'later' },
  unreachable: { code: 'network', detail: 'unreachable', retry: 'later' },
  tls: { code: 'network', detail: 'tls', retry: 'never' },
  tls_date: { code: 'network', detail: 'tls_date', retry: 'never' },
  proxy: { code: 'network', detail: 'proxy', retry: 'later' },
  // Most often a kept connection that the other side had closed meanwhile: a new one is likely to work.
  reset: { code: 'network', detail: 'reset', retry: 'at once' },
  late: { code: 'timeout', retry: 'later' },
  truncated: { code: 'network', detail: 'truncated', retry: 'later' },
  garbled: { code: 'bad_response', detail: 'not_http', retry: 'never' },
  too_large: { code: 'bad_response', detail: 'too_large', retry: 'never' },
  aborted: { code: 'network', detail: 'aborted', retry: 'never' },
};

export function verdictOnFault({ fault, sent }: TransportError): Verdict {
  return { ...FAULTS[fault], line: sent ? 'reached' : 'unreached' };
}

/** A 200 that is no JSON: a captive portal, or a reply cut short. FlatPeak most likely never saw the request. */
export const NOT_JSON: Verdict = {
  code: 'bad_response',
  detail: 'not_json',
  line: 'unreached',
  retry: 'later',
};

/** JSON in another form than documented; asking again at once would bring the same. `path`: where. */
export function misshapen(path: string): Verdict {
  return { code: 'bad_response', detail: path, line: 'reached', retry: 'never' };
}

/** `undefined` for a 2xx. `now`: epoch ms, where the reply has no date of its own. */
export function verdictOnReply(reply: HttpReply, now: number): Verdict | undefined {
  const { status } = reply;
  if (status >= 200 && status < 300) return undefined;
  if (status === 429) return strained('rate_limited', reply, now);
  if (status >= 500 || status === 408) return strained('unavailable', reply, now);
  if (status === 401 || status === 403) return refused('forbidden', status);
  if (status === 404) return refused('not_found', status);
  if (status === 409) return refused('conflict', status);
  if (status === 412 || status === 422) return unprocessable(reply);
  if (status >= 400) return refused('bad_input', status, codeIn(problemIn(reply)));
  return { code: 'bad_response', status, detail: 'redirect', line: 'unreached', retry: 'never' };
}

function strained(code: ErrorCode, reply: HttpReply, now: number): Verdict {
  const asked = retryAfter(reply.headers, now);
  return {
    code,
    status: reply.status,
    line: 'reached',
    retry: 'later',
    ...(asked !== undefined && { retryAfter: asked }),
  };
}

function refused(code: ErrorCode, status: number, detail?: string): Verdict {
  const verdict = { code, status, line: 'fine', retry: 'never' } as const;
  return detail === undefined ? verdict : { ...verdict, detail };
}

const UNPROCESSABLE = new Map<string | undefined, ErrorCode>([
  ['pending_connect', 'pending'],
  ['no_price_data', 'tariff_lost'],
  ['no_tariff_connected', 'no_tariff'],
  ['account_disabled', 'account_disabled'],
]);

function unprocessable(reply: HttpReply): Verdict {
  const problem = problemIn(reply);
  const code = codeIn(problem);
  const known = UNPROCESSABLE.get(code);
  if (known) return refused(known, reply.status);
  // The plain form of this error carries a sentence only.
  if (/processing/i.test(String(problem['message']))) return refused('pending', reply.status);
  return refused('bad_input', reply.status, code);
}

/** FlatPeak answers errors in two shapes, `{code, message, …}` and `{message}`; a proxy on the way answers anything. */
function problemIn({ body }: HttpReply): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' ? { ...value } : {};
  } catch {
    return {};
  }
}

/** A word of FlatPeak's vocabulary and nothing else: a body may echo what was sent. */
function codeIn(problem: Readonly<Record<string, unknown>>): string | undefined {
  const code = problem['code'];
  return typeof code === 'string' && /^[a-z]+(_[a-z]+){0,6}$/.test(code) && code.length <= 48
    ? code
    : undefined;
}
