import type { Diagnostics } from '../flatpeak/diagnostics';
import type { ErrorCode } from '../flatpeak/errors';
import { utcSeconds } from '../time/instant';

/** What an account did since Node-RED started, as a flow sees it. Holds no secret and no id. */
export interface DiagnosticsMessage {
  /** `down` while FlatPeak cannot be used, and only a probe goes out now and then. */
  line: 'up' | 'down';
  /** Requests sent, logins included. */
  calls: number;
  logins: number;
  /** Requests sent again after a failure, and the time spent waiting before them. */
  retries: number;
  waited_ms: number;
  /** Requests without a usable answer. */
  failures: number;
  /** Questions that shared the request of another. */
  shared: number;
  /** Questions about rates that needed no request. */
  cached: number;
  /** Slots that came without a usable rate or time. */
  dropped_slots: number;
  /** ISO time (UTC) before which FlatPeak is not asked; `null` is now. */
  next_try: string | null;
  /** ISO time (UTC) of the latest good answer. */
  last_reply: string | null;
  /** Why the login is refused. */
  login_refused: ErrorCode | null;
  /** FlatPeak's clock minus this machine's, as last seen. */
  clock_offset_ms: number | null;
}

export function diagnosticsMessage(work: Diagnostics, cached: number): DiagnosticsMessage {
  const time = (at: number | undefined) => (at === undefined ? null : utcSeconds(at));
  return {
    line: work.line,
    calls: work.calls,
    logins: work.logins,
    retries: work.retries,
    waited_ms: Math.round(work.waited),
    failures: work.failures,
    shared: work.shared,
    cached,
    dropped_slots: work.droppedSlots,
    next_try: time(work.nextTry),
    last_reply: time(work.lastReply),
    login_refused: work.loginRefused ?? null,
    clock_offset_ms: work.serverTime?.offset ?? null,
  };
}
