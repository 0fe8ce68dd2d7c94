import { resolve } from 'node:path';
import type { Host } from '../../src/node-red/host';
import { NODE_RED } from './node-red';

/** What these tests use of node-red-node-test-helper, with the types it really has. */
interface Helper {
  init(runtime: string): void;
  settings(settings: object): void;
  startServer(): Promise<void>;
  stopServer(): Promise<void>;
  load(nodes: unknown[], flow: object[], credentials: object): Promise<void>;
  unload(): Promise<void>;
  setFlows(flow: object[], credentials: object, type: string): Promise<void>;
  getNode(id: string): BenchNode | null;
  log(): { args: [{ level: number; msg: unknown; type?: string }][] };
}

export interface BenchNode extends NodeJS.EventEmitter {
  receive(message: object): void;
  /** One spy for all nodes. */
  status: { args: [Status][]; thisValues: unknown[] };
  warn: { args: unknown[][] };
}

export interface Status {
  fill?: string;
  shape?: string;
  text?: string;
}

export type Message = Record<string, unknown>;

const helper = require('node-red-node-test-helper') as Helper;
helper.init(NODE_RED);

const pack = require('../../package.json') as { 'node-red': { nodes: Record<string, string> } };
const NODES = Object.values(pack['node-red'].nodes).map(
  (file) => require(resolve(__dirname, '../..', file)) as unknown,
);

/** A flow of built nodes on a given host. Every node's outputs `1`, `2`, … are collected. */
export class FlowBench {
  private static running = false;
  readonly messages = new Map<string, Message[]>();
  readonly errors: { message: string; code?: string; cause?: unknown; source: string }[] = [];
  completed = 0;

  /** `flow`: nodes with the number of their outputs instead of wires. */
  static async start(host: Host, flow: BenchFlow, credentials: object = {}): Promise<FlowBench> {
    await helper.startServer();
    FlowBench.running = true;
    helper.settings({ flatpeakHost: host });
    await helper.load(NODES, instrumented(flow), credentials);
    return new FlowBench(flow);
  }

  static async stop(): Promise<void> {
    if (!FlowBench.running) return;
    FlowBench.running = false;
    await helper.unload();
    await helper.stopServer();
  }

  node(id: string): BenchNode {
    const node = helper.getNode(id);
    if (!node) throw new Error(`no node ${id}`);
    return node;
  }

  /** What left an output so far: `out('slot', 1)`. */
  out(id: string, port: number): Message[] {
    return this.messages.get(`${id}.${port}`) ?? [];
  }

  statuses(id: string): Status[] {
    const node = this.node(id);
    const { args, thisValues } = node.status;
    return args.flatMap(([status], i) => (thisValues[i] === node ? [status] : []));
  }

  lastStatus(id: string): Status | undefined {
    return this.statuses(id).at(-1);
  }

  /** Sends a message in and waits until it is done, well or badly. */
  ask(id: string, message: Message = {}): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.node(id).receive(message);
    });
  }

  private readonly waiting: (() => void)[] = [];

  private constructor(flow: BenchFlow) {
    for (const id of earsOf(flow)) {
      this.messages.set(id, []);
      this.node(id).on('input', (message: Message) => this.messages.get(id)?.push(message));
    }
    this.node('bench.complete').on('input', () => {
      this.completed++;
      this.waiting.shift()?.();
    });
    this.node('bench.catch').on('input', ({ error }: { error: FlowBench['errors'][number] }) => {
      this.errors.push(error);
      this.waiting.shift()?.();
    });
  }
}

export type BenchFlow = ({ id: string; type: string; outputs?: number } & Message)[];

function earsOf(flow: BenchFlow): string[] {
  return flow.flatMap(({ id, outputs = 0 }) =>
    Array.from({ length: outputs }, (_, i) => `${id}.${i + 1}`),
  );
}

/** The flow with an ear on every output, on every error and on every completion. */
function instrumented(flow: BenchFlow): object[] {
  const nodes = flow.filter(({ outputs }) => outputs !== undefined);
  return [
    { id: 'bench', type: 'tab', label: 'bench' },
    ...flow.map(({ outputs, ...node }) =>
      outputs === undefined
        ? node
        : { ...node, z: 'bench', wires: earsOf([{ ...node, outputs }]).map((ear) => [ear]) },
    ),
    ...earsOf(flow).map((id) => ({ id, type: 'helper', z: 'bench' })),
    { id: 'errors', type: 'catch', z: 'bench', scope: null, wires: [['bench.catch']] },
    {
      id: 'completions',
      type: 'complete',
      z: 'bench',
      scope: nodes.map(({ id }) => id),
      wires: [['bench.complete']],
    },
    { id: 'bench.catch', type: 'helper', z: 'bench' },
    { id: 'bench.complete', type: 'helper', z: 'bench' },
  ];
}
