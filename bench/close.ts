import { setTimeout as sleep } from 'node:timers/promises';
import { Embedded } from '../test/support/embedded';
import { CREDENTIALS, type FlowNode } from '../test/support/home-flow';
import { startSampleServer } from '../test/support/sample-server';
import { cheapSlot, deploy, node, ofHome, onTab, rates, tab } from './node-red';
import { report } from './report';

const MANY = 50;

interface Closing {
  /** ms that each node took. */
  readonly times: number[];
  /** Messages that left a node after it had closed. */
  ghosts: number;
}

const KINDS: readonly ((id: string) => FlowNode)[] = [
  cheapSlot,
  rates,
  (id) => onTab(id, 'flatpeak-location', ofHome),
  (id) =>
    onTab(id, 'flatpeak-location-status', { ...ofHome, direction: 'IMPORT', contractDays: '30' }),
  (id) => onTab(id, 'flatpeak-locations', { account: 'account' }),
  (id) => onTab(id, 'flatpeak-event', { account: 'account' }),
];

/** Closes nodes in the middle of their requests, which are answered after that. */
async function main(): Promise<void> {
  let waiting = 0;
  let answer: () => void = () => undefined;
  const later = new Promise<undefined>((resolve) => {
    answer = () => resolve(undefined);
  });
  const server = await startSampleServer({
    before: ({ path }) => {
      if (path === '/login') return undefined;
      waiting++;
      return later;
    },
  });
  const ours = Array.from({ length: MANY }, (_, i) => {
    const make = KINDS[i % KINDS.length] ?? rates;
    return make(`own ${i}`);
  });
  const requests = Array.from({ length: MANY }, (_, i) =>
    onTab(`core ${i}`, 'http request', { method: 'GET', ret: 'obj', url: `${server.url}/${i}` }),
  );
  const home = [
    tab,
    { id: 'account', type: 'flatpeak-account', baseUrl: server.url, source: 'flatpeak' },
  ];
  const embedded = await Embedded.start({
    flow: [...home, onTab('out', 'comment', { wires: [] }), ...ours, ...requests],
    credentials: CREDENTIALS,
  });
  for (const { id } of [...ours, ...requests]) node(id).receive({ event_id: 'evt_sample' });
  await embedded.until(() => (waiting > MANY ? true : undefined));
  await sleep(500);

  const watch = (nodes: readonly FlowNode[]): Closing => {
    const closing: Closing = { times: [], ghosts: 0 };
    for (const { id } of nodes) {
      const watched = node(id);
      const close = watched.close.bind(watched);
      let closed = false;
      watched.close = async (removed?: boolean) => {
        const began = performance.now();
        await close(removed as boolean);
        closing.times.push(performance.now() - began);
        closed = true;
      };
      const send = watched.send.bind(watched);
      watched.send = (...given: Parameters<typeof send>) => {
        if (closed) closing.ghosts++;
        return send(...given);
      };
    }
    return closing;
  };
  const [own, core] = [watch(ours), watch(requests)];
  await deploy(home);
  answer();
  await sleep(1_000);
  await embedded.stop();
  await server.close();
  report(`closing ${MANY} nodes in the middle of a request`, [
    {
      name: 'longest of a node',
      unit: 'ms',
      ours: Math.max(...own.times),
      beside: ['http request', Math.max(...core.times)],
      most: 100,
    },
    {
      name: 'messages after the close',
      ours: own.ghosts,
      beside: ['http request', core.ghosts],
      most: 0,
    },
  ]);
}

void main();
