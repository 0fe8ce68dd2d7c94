import type { NodeAPI, Node, NodeMessage, NodeMessageInFlow } from 'node-red';
import { flowError } from './flow-error';

/** A message under way, until the node closes. */
export class Turn {
  private controller: AbortController | undefined;
  /** Whether the node has closed meanwhile. */
  over = false;

  /** Made for whoever listens: most answers are there before anybody does. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.over) this.controller.abort();
    return this.controller.signal;
  }

  end(): void {
    this.over = true;
    this.controller?.abort();
  }
}

/** Answers one message. What is sent after its turn is over is dropped. */
export type Answer = (
  message: NodeMessageInFlow,
  send: (message: NodeMessage | (NodeMessage | null)[]) => void,
  turn: Turn,
) => Promise<void> | void;

/**
 * Listens to a node's input so that nothing it does can end the hub: a rejection becomes an error of that message, `done` is
 * called exactly once, and after close there is silence.
 */
export function onInput(RED: NodeAPI, node: Node, answer: Answer): void {
  // One for each message under way: thousands of listeners on a single signal would look like a leak.
  const underWay = new Set<Turn>();
  node.on('input', (message, send, done) => {
    const turn = new Turn();
    underWay.add(turn);
    const speak = (out: NodeMessage | (NodeMessage | null)[]): void => {
      if (!turn.over) send(out);
    };
    void attempt(() => answer(message, speak, turn))
      .then((failure) => {
        underWay.delete(turn);
        if (turn.over) return;
        if (failure) done(flowError(RED, failure.error));
        else done();
      })
      // Node-RED copies the message for Catch and Complete nodes, and may trip over it.
      .catch(() => undefined);
  });
  node.on('close', () => underWay.forEach((turn) => turn.end()));
}

async function attempt(work: () => Promise<void> | void): Promise<{ error: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { error };
  }
}
