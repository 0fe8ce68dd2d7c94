import type { NodeAPI } from 'node-red';

type Events = NodeAPI['events'];
/** Gets the ids of nodes that are wired, however far, to one that the deploy restarted. */
type Listener = (linked: readonly string[]) => void;

const listeners = new WeakMap<Events, Set<Listener>>();

/** Resolves once the flows run, because what a node sends earlier is lost; never, if `closing` aborts first. */
export function flowsStarted(RED: NodeAPI, closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const forget = listen(RED, closing, () => {
      forget();
      resolve();
    });
  });
}

/** Calls `run` after every deploy that leaves this node alone and restarts one that it is wired to. */
export function onNeighbourRestarted(
  RED: NodeAPI,
  id: string,
  closing: AbortSignal,
  run: () => void,
): void {
  listen(RED, closing, (linked) => {
    if (linked.includes(id)) run();
  });
}

/** One listener serves all nodes: an emitter complains of a leak beyond ten. */
function listen(RED: NodeAPI, closing: AbortSignal, listener: Listener): () => void {
  const set = listeners.get(RED.events) ?? subscribe(RED.events);
  const forget = (): void => void set.delete(listener);
  set.add(listener);
  closing.addEventListener('abort', forget, { once: true });
  return forget;
}

function subscribe(events: Events): Set<Listener> {
  const set = new Set<Listener>();
  listeners.set(events, set);
  events.on('flows:started', (event?: { diff?: { linked?: string[] } | null }) => {
    const linked = event?.diff?.linked ?? [];
    set.forEach((listener) => listener(linked));
  });
  return set;
}
