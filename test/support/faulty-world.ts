import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { BUDGETS, type Budgets } from '../../src/flatpeak/budgets';
import { httpTransport, type HttpOptions } from '../../src/flatpeak/http';
import { startFaultServer, type FaultServer, type Misbehaviour } from './fault-server';
import { loginReply, ratesReply, SimulatedFlatPeak } from './simulated-flatpeak';

/** So that a fault that takes 30 s at home takes half a second here. */
export const SHORT: Budgets = { ...BUDGETS, connect: 150, idle: 250, attempt: 500 };

/** A client with simulated waiting, over real sockets to `url`. */
export function over(
  url: string,
  { budgets = BUDGETS, ...options }: HttpOptions & { budgets?: Budgets } = {},
): SimulatedFlatPeak {
  const transport = httpTransport(url, { budgets, ...options });
  opened.push(transport);
  return new SimulatedFlatPeak({ transport, budgets });
}

/** A server that misbehaves until the end of the test. */
export async function faultServer(
  ...parameters: Parameters<typeof startFaultServer>
): Promise<FaultServer> {
  const server = await startFaultServer(...parameters);
  started.push(server);
  return server;
}

/** A server that answers every read with these bytes and hangs up, and logs everybody in before. */
export async function rawServer(bytes: string | Uint8Array): Promise<{ url: string }> {
  const login = `HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${loginReply().body}`;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (data) =>
      socket.end(data.toString().startsWith('GET /login') ? login : bytes),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Serves good rates. */
export const behave: Misbehaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(ratesReply().body);
};

/** Waits for what the operating system tells a little later. */
export async function eventually(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(holds());
}

const started: FaultServer[] = [];
const opened: { close(): unknown }[] = [];

/** For `afterEach`. */
export async function cleanUp(): Promise<void> {
  for (const transport of opened.splice(0)) transport.close();
  await Promise.all(started.splice(0).map((server) => server.close()));
}
