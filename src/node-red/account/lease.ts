import { createHash } from 'node:crypto';
import type { NodeAPI } from 'node-red';
import { Account } from './account';
import type { AccountSource } from './source';
import { hubOf, type Hub } from '../hub';

export interface Lease {
  readonly account: Account;
  /** To be called once, when the node closes. */
  readonly release: () => void;
}

interface Entry {
  readonly account: Account;
  users: number;
}

/** Accounts no node uses are kept for the next deploy, so that it causes no login; but not more than these. */
const IDLE_KEPT = 4;

const registries = new WeakMap<Hub, Registry>();

/** The account for these credentials: nodes with the same origin, id and key share one. */
export function leaseAccount(RED: NodeAPI, source: AccountSource): Lease {
  const hub = hubOf(RED);
  const registry = registries.get(hub) ?? new Registry(hub);
  registries.set(hub, registry);
  return registry.lease(source);
}

class Registry {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly hub: Hub) {}

  lease(source: AccountSource): Lease {
    const key = keyOf(source);
    const entry = this.entries.get(key) ?? {
      account: new Account(source, key, this.hub),
      users: 0,
    };
    if (entry.users === 0) entry.account.wake();
    entry.users++;
    // Last in the map: the one used most recently.
    this.entries.delete(key);
    this.entries.set(key, entry);
    return {
      account: entry.account,
      release: () => {
        entry.users--;
        if (entry.users === 0) entry.account.rest();
        this.forgetOldest();
      },
    };
  }

  private forgetOldest(): void {
    const idle = [...this.entries].filter(([, entry]) => entry.users === 0);
    for (const [key, entry] of idle.slice(0, -IDLE_KEPT)) {
      entry.account.close();
      this.entries.delete(key);
    }
  }
}

/** A hash, so that no key of a map or file name ever shows a credential. */
function keyOf(source: AccountSource): string {
  return createHash('sha256').update(JSON.stringify(source)).digest('hex');
}
