import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { respond } from '../../src/flatpeak/sample/respond';

/** One request as the server received it. Header names are lower-case; a repeated query name keeps its last value. */
export interface ServedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** `body` may be any text; an object is sent as JSON. */
export interface CannedReply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | object;
}

export interface SampleServerOptions {
  /** Epoch ms (UTC); also what the `Date` header says. */
  readonly now?: () => number;
  /** Answers instead of the sample account, unless it gives `undefined`. */
  readonly before?: (
    request: ServedRequest,
  ) => CannedReply | undefined | Promise<CannedReply | undefined>;
}

export interface SampleServer {
  /** Origin without a slash at the end: `http://127.0.0.1:54321`. */
  readonly url: string;
  /** Everything received so far, oldest first. */
  readonly requests: ServedRequest[];
  close(): Promise<void>;
}

/** Serves the sample account over real HTTP on a free loopback port. */
export async function startSampleServer(options: SampleServerOptions = {}): Promise<SampleServer> {
  const { now = Date.now, before } = options;
  const requests: ServedRequest[] = [];
  const server = createServer((message, response) => {
    const answer = async () => {
      const request = await received(message);
      requests.push(request);
      const canned = await before?.(request);
      const { method, path, query, headers, body } = request;
      const {
        status,
        headers: own,
        body: content = '',
      } = canned ?? respond(method, path, query, headers, body, now());
      response.writeHead(status, { date: new Date(now()).toUTCString(), ...own });
      response.end(typeof content === 'string' ? content : JSON.stringify(content));
    };
    answer().catch((error: Error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function received(message: IncomingMessage): Promise<ServedRequest> {
  const url = new URL(message.url ?? '/', 'http://sample.invalid');
  const headers = Object.entries(message.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: message.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: (await text(message)) || undefined,
  };
}
