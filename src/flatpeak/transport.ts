/** One HTTP exchange as the client sees it: text in, text out, nothing of the library underneath. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute path, already encoded, without query: `/tariffs/rates/loc_1`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text of a POST. */
  readonly body?: string;
}

export interface HttpReply {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What one attempt may cost. */
export interface AttemptLimits {
  /** Aborts the attempt; the promise then rejects. */
  readonly signal: AbortSignal;
  /** Largest accepted body of a 2xx reply, in bytes. */
  readonly maxBody: number;
}

/**
 * Carries one request to one origin and brings back whatever was answered, whatever the status.
 * Rejects with a {@link TransportError} only, and only when no complete reply arrived.
 */
export type Transport = (request: HttpRequest, limits: AttemptLimits) => Promise<HttpReply>;

/**
 * Why no reply arrived. `tls_date`: the certificate is not valid today, which on a hub often means a wrong clock.
 * `late`: a budget ran out. `truncated`: it broke off after the headers. `garbled`: what answered does not speak HTTP.
 * `proxy`: a proxy on the way would not let the request through.
 */
export type TransportFault =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'tls'
  | 'tls_date'
  | 'proxy'
  | 'reset'
  | 'late'
  | 'truncated'
  | 'garbled'
  | 'too_large'
  | 'aborted';

/** `sent: false`: the request provably never left this machine. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  constructor(
    readonly fault: TransportFault,
    readonly sent: boolean,
  ) {
    super(fault);
  }
}
