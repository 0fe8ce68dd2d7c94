import type { Counters } from './counters';
import type { ErrorCode } from './errors';
import type { ServerTime } from './policy/server-clock';

/** What a user may see of a client's work. Holds no secret and no id. */
export type Diagnostics = Readonly<Counters> & {
  /** Whether calls go out, or only a probe now and then. */
  readonly line: 'up' | 'down';
  /** Epoch ms before which no request goes out. */
  readonly nextTry: number | undefined;
  /** Why the latest login was refused, until one succeeds. */
  readonly loginRefused: ErrorCode | undefined;
  /** When the latest good reply came, epoch ms. */
  readonly lastReply: number | undefined;
  /** What a caller heard last instead of an answer, and when, epoch ms. */
  readonly lastError: { readonly code: ErrorCode; readonly at: number } | undefined;
  /** FlatPeak's clock beside this machine's. */
  readonly serverTime: ServerTime | undefined;
};
