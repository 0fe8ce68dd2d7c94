import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Certificate } from './certificates';
import { loginReply } from './simulated-flatpeak';

export interface Hit {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** What the server does with its `n`th request (from 1) other than a login. May do anything to the socket. */
export type Misbehaviour = (response: ServerResponse, n: number, request: IncomingMessage) => void;

export interface FaultServer {
  /** `http://127.0.0.1:54321`. */
  readonly url: string;
  /** Every request that arrived, logins included. */
  readonly hits: Hit[];
  /** Hits other than logins. */
  readonly reads: () => number;
  readonly logins: () => number;
  /** Connections that are open at the moment. */
  readonly sockets: Set<Socket>;
  close(): Promise<void>;
}

/** A server on loopback that logs everybody in and then misbehaves. With a certificate it speaks TLS. */
export async function startFaultServer(
  misbehave: Misbehaviour,
  { certificate, login }: { certificate?: Certificate; login?: Misbehaviour } = {},
): Promise<FaultServer> {
  const hits: Hit[] = [];
  const sockets = new Set<Socket>();
  const logins = () => hits.filter(({ path }) => path === '/login').length;
  const reads = () => hits.length - logins();
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    hits.push({ method: request.method ?? '', path, headers: request.headers });
    response.on('error', () => undefined);
    if (path !== '/login') misbehave(response, reads(), request);
    else if (login) login(response, logins(), request);
    else answer(response, 200, loginReply(`token-${logins()}`).body);
  };
  const server = certificate ? createTlsServer(certificate, serve) : createServer(serve);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
    hits,
    reads,
    logins,
    sockets,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
}
