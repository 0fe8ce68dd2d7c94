import type { AxiosResponse } from 'axios';
import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { lazy } from '../time/lazy';
import { BUDGETS, type Budgets } from './budgets';
import { systemTimers } from './defaults';
import { transportError } from './http/faults';
import { Watch } from './http/watch';
import { checkedOrigin, isLoopback } from './origin';
import {
  TransportError,
  type AttemptLimits,
  type HttpReply,
  type HttpRequest,
  type Transport,
} from './transport';

export interface HttpOptions {
  readonly budgets?: Pick<Budgets, 'connect' | 'idle' | 'smallBody'>;
  /** Instead of the machine's name lookup. */
  readonly lookup?: LookupFunction;
  /** Certificate authorities to trust instead of the machine's, PEM. */
  readonly ca?: string;
}

/** Kept connections serve bursts. Later the other side, or a router on the way, may have forgotten them. */
const KEPT = 10_000;
/** Node's default of 250 ms gives up on the slow lines that homes have. */
const NEXT_ADDRESS_AFTER = 2_000;

// A bare instance: other packages may share our copy of axios, and what they set as defaults or interceptors is not ours.
const axios = lazy(() => {
  const { Axios } = require('axios') as typeof import('axios');
  return new Axios({});
});

/** Speaks HTTP to one origin; https, or plain http to this machine. `close` ends its idle connections. */
export function httpTransport(
  baseUrl: string,
  { budgets = BUDGETS, lookup, ca }: HttpOptions = {},
): Transport & { close(): void } {
  const origin = new URL(checkedOrigin(baseUrl));
  const secure = origin.protocol === 'https:';
  const wire = secure ? https : http;
  const settings = {
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER,
    ...(lookup && { lookup }),
    ...(ca !== undefined && { ca }),
  };
  const kept = new wire.Agent({ ...settings, keepAlive: true, timeout: KEPT });

  /** Through a proxy every request has a connection of its own, which the agent of axios would leave open if aborted. */
  function agentFor(signal: AbortSignal): http.Agent | https.Agent {
    const single: https.AgentOptions & { signal: AbortSignal } = { ...settings, signal };
    return secure && hasProxy() ? new https.Agent(single) : kept;
  }

  async function attempt(request: HttpRequest, limits: AttemptLimits): Promise<HttpReply> {
    const watch = new Watch(systemTimers, budgets, limits.signal);
    try {
      return await watched(request, limits, watch);
    } finally {
      watch.end();
    }
  }

  async function watched(
    request: HttpRequest,
    limits: AttemptLimits,
    watch: Watch,
  ): Promise<HttpReply> {
    const agent = agentFor(watch.stop.signal);
    try {
      const response = await axios().request<Readable>({
        adapter: 'http',
        method: request.method,
        url: urlOf(origin, request),
        headers: { ...request.headers },
        data: request.body,
        responseType: 'stream',
        validateStatus: null,
        maxRedirects: 0,
        signal: watch.stop.signal,
        httpAgent: agent,
        httpsAgent: agent,
        // A proxy is for the way out; and over plain http it would be shown the credentials.
        ...(isLoopback(origin) && { proxy: false }),
        transport: {
          request(options: http.RequestOptions, answer: (message: http.IncomingMessage) => void) {
            const sent = wire.request(options, answer);
            watch.over(sent, secure ? 'secureConnect' : 'connect');
            return sent;
          },
        },
      });
      // Headers without a connection of ours are a proxy's.
      if (!watch.connected) throw new TransportError('proxy', false);
      watch.answered = true;
      return await read(response, watch, limits.maxBody, budgets.smallBody);
    } catch (error) {
      throw transportError(watch.stop.signal.reason ?? error, watch);
    }
  }

  return Object.assign(attempt, { close: () => kept.destroy() });
}

function hasProxy(): boolean {
  return Object.keys(process.env).some((name) => /(https|all|config)_proxy$/i.test(name));
}

function urlOf(origin: URL, { path, query }: HttpRequest): string {
  const url = new URL(path, origin);
  url.search = new URLSearchParams(query).toString();
  return url.href;
}

/** Of an error only the beginning is of use; of a good reply only the whole. */
async function read(
  { status, headers, data }: AxiosResponse<Readable>,
  watch: Watch,
  maxBody: number,
  maxError: number,
): Promise<HttpReply> {
  const good = status >= 200 && status < 300;
  const chunks: Buffer[] = [];
  let size = 0;
  watch.sawBytes();
  for await (const chunk of data as AsyncIterable<Buffer>) {
    watch.sawBytes();
    chunks.push(chunk);
    size += chunk.length;
    if (good && size > maxBody) throw new TransportError('too_large', true);
    if (!good && size > maxError) break;
  }
  return { status, headers: plain(headers), body: Buffer.concat(chunks).toString('utf8') };
}

function plain(headers: AxiosResponse['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
