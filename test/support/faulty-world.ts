import assert from 'node:assert/strict';
import { BUDGETS, type Budgets } from '../../src/flatpeak/budgets';
import { httpTransport, type HttpOptions } from '../../src/flatpeak/http';
import { startFaultServer, type FaultServer, type Misbehaviour } from './fault-server';
import { ratesReply, SimulatedFlatPeak } from './simulated-flatpeak';

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
const opened: { close(): void }[] = [];

/** For `afterEach`. */
export async function cleanUp(): Promise<void> {
  for (const transport of opened.splice(0)) transport.close();
  await Promise.all(started.splice(0).map((server) => server.close()));
}
