import type { RequestListener } from 'node:http';
import type { NodeRedApp } from 'node-red';

type Message = Record<string, unknown>;

/** Node-RED counts ports from 0. */
interface Sending {
  readonly source: { readonly id: string; readonly port: number };
  readonly msg: Message;
}

interface Completion {
  readonly node: { readonly id: string };
  readonly msg: Message;
}

/** What tests use of Node-RED itself, with the types it really has. */
export type NodeRed = Omit<NodeRedApp, 'httpAdmin' | 'httpNode'> & {
  httpAdmin: (...args: [...Parameters<RequestListener>, next: () => void]) => void;
  httpNode: RequestListener;
  events: NodeJS.EventEmitter;
  hooks: {
    add(id: `onSend.${string}`, hook: (sends: readonly Sending[]) => void): void;
    add(id: `onComplete.${string}`, hook: (completion: Completion) => void): void;
    remove(id: string): void;
  };
};

/** The main file of the Node-RED under test: this checkout's own, unless NODE_RED names another. */
export const NODE_RED = process.env['NODE_RED'] ?? require.resolve('node-red');

/** It takes a second to load, which tests that only compute need not wait for. */
export function nodeRed(): NodeRed {
  return require(NODE_RED) as NodeRed;
}
