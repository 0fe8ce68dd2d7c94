import type { Node, NodeAPI } from 'node-red';
import type { Shelf } from '../../store/shelf';
import { isSwitchState, type SwitchState } from '../../switch/state';
import { hubOf, type Hub } from '../hub';

/** What one switch must not forget: at once for the next deploy, on disk for the next start. */
export interface KeptState {
  load(): Promise<SwitchState | undefined>;
  save(state: SwitchState): void;
  /** Resolves when nothing is left to write. */
  settled(): Promise<void>;
}

interface Entry {
  readonly shelf: Shelf<SwitchState>;
  state: SwitchState | undefined;
}

const entries = new WeakMap<Hub, Map<string, Entry>>();

export function keptState(RED: NodeAPI, node: Node): KeptState {
  const hub = hubOf(RED);
  const known = entries.get(hub) ?? new Map<string, Entry>();
  entries.set(hub, known);
  const owner = ownerOf(node);
  const accept = isSwitchState;
  const entry = known.get(owner) ?? {
    shelf: hub.shelf<SwitchState>({ kind: 'node', owner, version: 1, accept }),
    state: undefined,
  };
  known.set(owner, entry);
  return {
    load: async () => (entry.state ??= await entry.shelf.load()),
    save: (state) => {
      entry.state = state;
      entry.shelf.save(state);
    },
    settled: () => entry.shelf.settled(),
  };
}

/** In a subflow the id is new at every start; where the node stands in which instance is not. */
function ownerOf(node: Node): string {
  return node._alias === undefined ? node.id : `${node.z} ${node._alias}`;
}
