import type { NodeAPI, Node, NodeMessage, NodeMessageInFlow } from 'node-red';
import { flowError } from './flow-error';

/** Answers one message. The signal aborts when the node closes; what is sent afterwards is dropped. */
export type Answer = (
  message: NodeMessageInFlow,
  send: (message: NodeMessage | (NodeMessage | null)[]) => void,
  signal: AbortSignal,
) => Promise<void> | void;

/**
 * Listens to a node's input so that nothing it does can end the hub: a rejection becomes an error of that message, `done` is
 * called exactly once, and after close there is silence.
 */
export function onInput(RED: NodeAPI, node: Node, answer: Answer): void {
  // One for each message under way: thousands of listeners on a single signal would look like a leak.
  const underWay = new Set<AbortController>();
  node.on('input', (message, send, done) => {
    const closing = new AbortController();
    underWay.add(closing);
    const speak = (out: NodeMessage | (NodeMessage | null)[]): void => {
      if (!closing.signal.aborted) send(out);
    };
    void attempt(() => answer(message, speak, closing.signal))
      .then((failure) => {
        underWay.delete(closing);
        if (closing.signal.aborted) return;
        if (failure) done(flowError(RED, failure.error));
        else done();
      })
      // Node-RED copies the message for Catch and Complete nodes, and may trip over it.
      .catch(() => undefined);
  });
  node.on('close', () => underWay.forEach((closing) => closing.abort()));
}

async function attempt(work: () => Promise<void> | void): Promise<{ error: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { error };
  }
}
