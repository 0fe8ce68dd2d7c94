import { setTimeout as sleep } from 'node:timers/promises';
import { Embedded } from '../test/support/embedded';
import { CREDENTIALS, type FlowNode } from '../test/support/home-flow';
import { startSampleServer } from '../test/support/sample-server';
import { median } from './measure';
import { cheapSlot, deploy, node, ofHome, onTab, rates, tab } from './node-red';
import { report } from './report';

const MANY = 50;
const ROUNDS = 5;

const KINDS: readonly ((id: string) => FlowNode)[] = [
  cheapSlot,
  (id) => rates(id, { location: 'loc_sample_berlin' }),
  (id) => onTab(id, 'flatpeak-location', ofHome),
  (id) =>
    onTab(id, 'flatpeak-location-status', { ...ofHome, direction: 'IMPORT', contractDays: '30' }),
  (id) => onTab(id, 'flatpeak-locations', { account: 'account' }),
  (id) => onTab(id, 'flatpeak-event', { account: 'account' }),
];

/** What nodes do when they are closed. */
interface Closing {
  /** ms that each takes. */
  readonly times: number[];
  /** Messages that leave one after it has closed. */
  ghosts: number;
}

function watch(nodes: readonly FlowNode[]): Closing {
  const closing: Closing = { times: [], ghosts: 0 };
  for (const { id } of nodes) {
    const watched = node(id);
    const [close, send] = [watched.close.bind(watched), watched.send.bind(watched)];
    let closed = false;
    watched.close = async (removed) => {
      const began = performance.now();
      await close(removed);
      closing.times.push(performance.now() - began);
      closed = true;
    };
    watched.send = (message) => {
      if (closed) closing.ghosts++;
      send(message);
    };
  }
  return closing;
}

/** Closes nodes in the middle of their requests, which are answered after that. */
async function main(): Promise<void> {
  const waiting: (() => void)[] = [];
  const server = await startSampleServer({
    before: ({ path }) => {
      // Cheap slots are to have decided, so that they have something to keep.
      if (path === '/login' || path === '/tariffs/rates/loc_sample_london') return undefined;
      return new Promise((resolve) => waiting.push(() => resolve(undefined)));
    },
  });
  const home = [
    tab,
    { id: 'account', type: 'flatpeak-account', baseUrl: server.url, source: 'flatpeak' },
  ];
  const ours = Array.from({ length: MANY }, (_, i) =>
    (KINDS[i % KINDS.length] ?? rates)(`own ${i}`),
  );
  const theirs = ours.map(({ id }) =>
    onTab(`core ${id}`, 'http request', { method: 'GET', ret: 'obj', url: `${server.url}/core` }),
  );
  const embedded = await Embedded.start({ flow: home, credentials: CREDENTIALS });

  const round = async (): Promise<readonly [ours: Closing, theirs: Closing]> => {
    await deploy([...home, onTab('out', 'comment', { wires: [] }), ...ours, ...theirs]);
    for (const { id } of [...ours, ...theirs]) node(id).receive({ event_id: 'evt_sample' });
    await embedded.until(() => (waiting.length > MANY ? true : undefined));
    await sleep(500);
    const closings = [watch(ours), watch(theirs)] as const;
    await deploy(home);
    for (const answer of waiting.splice(0)) answer();
    await sleep(500);
    return closings;
  };
  const rounds: (readonly [ours: Closing, theirs: Closing])[] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await round());
  await embedded.stop();
  await server.close();

  const longest = (of: 0 | 1): number => median(rounds.map((r) => Math.max(...r[of].times)));
  const ghosts = (of: 0 | 1): number => rounds.reduce((sum, r) => sum + r[of].ghosts, 0);
  report(`closing ${MANY} nodes in the middle of a request, ${ROUNDS} times`, [
    {
      name: 'longest of a node',
      unit: 'ms',
      ours: longest(0),
      beside: ['http request', longest(1)],
      most: 100,
    },
    {
      name: 'messages after the close',
      ours: ghosts(0),
      beside: ['http request', ghosts(1)],
      most: 0,
    },
  ]);
}

void main();
