import type { NodeAPI } from 'node-red';

type Events = NodeAPI['events'];

const waiting = new WeakMap<Events, Set<() => void>>();

/**
 * Resolves once the flows run, because what a node sends earlier is lost; never, if `closing` aborts first.
 * One listener serves all nodes: an emitter complains of a leak beyond ten.
 */
export function flowsStarted(RED: NodeAPI, closing: AbortSignal): Promise<void> {
  const set = waiting.get(RED.events) ?? listen(RED.events);
  return new Promise((resolve) => {
    set.add(resolve);
    closing.addEventListener('abort', () => set.delete(resolve), { once: true });
  });
}

function listen(events: Events): Set<() => void> {
  const set = new Set<() => void>();
  waiting.set(events, set);
  events.on('flows:started', () => {
    const due = [...set];
    set.clear();
    for (const resolve of due) resolve();
  });
  return set;
}
