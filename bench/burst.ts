import type { NodeMessage } from 'node-red';
import { gc } from './measure';
import { cheapSlot, coreSwitch, listen, node, rates, start, wireTo } from './node-red';
import { report } from './report';

const MANY = 5_000;
/** After so many a process is warm. */
const FEW = 500;

/** Messages of which each is answered by one that tells which it was. */
interface Kind {
  readonly id: string;
  readonly ask: (i: number) => NodeMessage;
  readonly answers: (message: NodeMessage, i: number) => boolean;
}

const numbered = {
  ask: (i: number) => ({ topic: `${i}` }),
  answers: ({ topic }: NodeMessage, i: number) => topic === `${i}`,
};
const turns = {
  ask: (i: number) => ({ payload: i % 2 === 0 }),
  answers: ({ payload }: NodeMessage, i: number) => payload === (i % 2 === 0),
};
const CORE: Kind = { id: 'switch', ...numbered };
const OURS: readonly Kind[] = [
  { id: 'rates', ...numbered },
  { id: 'cheap slot', ...turns },
];

interface Burst {
  /** ms until the last was answered. */
  readonly time: number;
  /** MB in use at most, more than before. */
  readonly memory: number;
  readonly astray: number;
}

let hear: (message: NodeMessage) => void;

function burst({ id, ask, answers }: Kind, count: number): Promise<Burst> {
  const inUse = () => process.memoryUsage().heapUsed / 1e6;
  gc();
  const before = inUse();
  let [heard, astray, most] = [0, 0, before];
  const began = performance.now();
  return new Promise((resolve) => {
    hear = (message) => {
      if (!answers(message, heard)) astray++;
      heard++;
      // To ask at every answer would take longer than some of the answers.
      if (heard % 100 === 0) most = Math.max(most, inUse());
      if (heard === count)
        resolve({ time: performance.now() - began, memory: most - before, astray });
    };
    for (let i = 0; i < count; i++) node(`to ${id}`).send(ask(i));
  });
}

async function main(): Promise<void> {
  const embedded = await start([
    rates('rates'),
    cheapSlot('cheap slot'),
    coreSwitch('switch'),
    ...[...OURS, CORE].map(({ id }) => wireTo(id)),
  ]);
  await embedded.until(() => embedded.statuses.get('cheap slot')?.text?.match('sample'));
  listen((message) => hear(message));
  for (const kind of [...OURS, CORE]) await burst(kind, FEW);
  const core = await burst(CORE, MANY);
  for (const kind of OURS) {
    const { time, memory, astray } = await burst(kind, MANY);
    report(`${MANY} messages at once into ${kind.id}`, [
      {
        name: 'time until all are answered',
        unit: 'ms',
        ours: time,
        beside: ['switch', core.time],
      },
      { name: 'memory at most', unit: 'MB', ours: memory, beside: ['switch', core.memory] },
      { name: 'answers out of order', ours: astray, most: 0 },
    ]);
  }
  await embedded.stop();
}

void main();
