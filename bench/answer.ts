import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NodeMessage } from 'node-red';
import { median } from './measure';
import { coreSwitch, listen, node, onTab, rates, start, wireTo } from './node-red';
import { report } from './report';

const ROUNDS = 9;

/** One message after the other through a node, from wire to wire: rates kept in memory, `switch`, and the same rates over HTTP. */
async function main(): Promise<void> {
  let body = '';
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'application/json').end(body),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const embedded = await start([
    rates('rates'),
    coreSwitch('switch'),
    onTab('http', 'http request', { method: 'GET', ret: 'obj', url }),
    ...['rates', 'switch', 'http'].map(wireTo),
  ]);
  let arrived: (message: NodeMessage) => void;
  listen((message) => arrived(message));
  const pass = (id: string): Promise<NodeMessage> =>
    new Promise((resolve) => {
      arrived = resolve;
      node(`to ${id}`).send({ topic: 'now' });
    });

  /** µs for each message. */
  const time = async (id: string, count: number): Promise<number> => {
    const began = performance.now();
    for (let i = 0; i < count; i++) await pass(id);
    return ((performance.now() - began) / count) * 1000;
  };
  body = JSON.stringify((await pass('rates')).payload);
  const [own, core, http]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    own.push(await time('rates', 5_000));
    core.push(await time('switch', 5_000));
    http.push(await time('http', 100));
  }
  await embedded.stop();
  server.close();

  const [ours, ofSwitch, ofHttp] = [median(own), median(core), median(http)];
  report('a message answered from kept rates', [
    { name: 'time', unit: 'µs', ours, beside: ['switch', ofSwitch], mostOfBeside: 3 },
    { name: 'time', unit: 'µs', ours, beside: ['http request', ofHttp], mostOfBeside: 1 / 50 },
    { name: 'messages per second', ours: 1e6 / ours, beside: ['switch', 1e6 / ofSwitch] },
    { name: 'messages per second', ours: 1e6 / ours, beside: ['http request', 1e6 / ofHttp] },
  ]);
}

void main();
