import type { HttpOptions } from '../../src/flatpeak/http';
import { httpTransport } from '../../src/flatpeak/http';
import { BUDGETS, type Budgets } from '../../src/flatpeak/budgets';
import { startFaultServer, type FaultServer, type Misbehaviour } from './fault-server';
import { ratesReply, SimulatedFlatPeak } from './simulated-flatpeak';

/** So that a fault that takes 30 s at home takes a third of a second here. */
export const SHORT: Budgets = {
  ...BUDGETS,
  connect: 100,
  idle: 150,
  attempt: 300,
  operation: 2_000,
};

/** A client with simulated waiting, over real sockets to `url`. */
export function over(url: string, options: HttpOptions = {}): SimulatedFlatPeak {
  const transport = httpTransport(url, { budgets: SHORT, ...options });
  opened.push(transport);
  return new SimulatedFlatPeak({ transport, budgets: SHORT });
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

const started: FaultServer[] = [];
const opened: { close(): void }[] = [];

/** For `afterEach`. */
export async function cleanUp(): Promise<void> {
  for (const transport of opened.splice(0)) transport.close();
  await Promise.all(started.splice(0).map((server) => server.close()));
}
