import assert from 'node:assert/strict';
import { FlatPeakClient, type ClientOptions } from '../../src/flatpeak/client';
import { FlatPeakError } from '../../src/flatpeak/errors';
import {
  TransportError,
  type HttpReply,
  type HttpRequest,
  type TransportFault,
} from '../../src/flatpeak/transport';

export const ACCOUNT = 'acc_1';
export const KEY = 'sk_test_1';

export type Answer = HttpReply | TransportError | Promise<HttpReply>;

/** Whole simulated seconds of a day in 2026. */
export const START = Date.UTC(2026, 4, 4, 12);

export function reply(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): HttpReply {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

export function fault(kind: TransportFault, sent = false): TransportError {
  return new TransportError(kind, sent);
}

export function loginReply(token = 'token-1', expires_in: unknown = 3600): HttpReply {
  return reply(200, { bearer_token: token, expires_in, live_mode: false });
}

export function ratesReply(data: unknown = [slot()]): HttpReply {
  return reply(200, {
    object: 'tariff_rate',
    live_mode: false,
    location_id: 'loc_1',
    location_timezone: 'Europe/London',
    currency_code: 'GBP',
    direction: 'IMPORT',
    data,
  });
}

export function slot(tariff: unknown = { rate: 0.1, confidence: 1 }): Record<string, unknown> {
  return { valid_from: '2026-05-04T12:00:00Z', valid_to: '2026-05-04T12:30:00Z', tariff };
}

export const QUERY = { start_time: '2026-05-04T12:00:00Z', end_time: '2026-05-04T13:00:00Z' };

/** FlatPeak, time and chance as a test wants them. Waiting moves the clock and takes no time. */
export class SimulatedFlatPeak {
  /** Everything the client sent, oldest first, with the monotonic time of it. */
  readonly requests: { request: HttpRequest; at: number }[] = [];
  /** ms of each wait between attempts. */
  readonly waits: number[] = [];
  logins = 0;
  /** Requests other than logins. */
  reads = 0;
  elapsed = 0;
  /** What random() gives. */
  chance = 0.5;
  login: (n: number) => Answer = (n) => loginReply(`token-${n}`);
  answer: (request: HttpRequest, n: number) => Answer = () => ratesReply();
  readonly client: FlatPeakClient;

  constructor(options: Partial<ClientOptions> = {}) {
    this.client = new FlatPeakClient({
      accountId: ACCOUNT,
      apiKey: KEY,
      clock: { now: () => START + this.elapsed, monotonic: () => this.elapsed },
      random: () => this.chance,
      sleep: async (ms) => {
        this.waits.push(ms);
        this.elapsed += ms;
      },
      transport: async (request) => {
        this.requests.push({ request, at: this.elapsed });
        const login = request.path === '/login';
        const answer = login ? this.login(++this.logins) : this.answer(request, ++this.reads);
        if (answer instanceof TransportError) throw answer;
        return answer;
      },
      ...options,
    });
  }

  rates(location = 'loc_1') {
    return this.client.rates(location, QUERY);
  }
}

/** The error of a call that must fail. */
export async function failure(call: Promise<unknown>): Promise<FlatPeakError> {
  const error: unknown = await call.then(
    () => assert.fail('it went well'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof FlatPeakError, String(error));
  return error;
}

/** What a call ended with, good or bad. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
