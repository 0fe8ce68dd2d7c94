import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { httpTransport } from '../flatpeak/http';
import type { Transport } from '../flatpeak/transport';
import { diskFiles } from '../store/disk';
import type { Files } from '../store/files';
import type { Clock } from '../time/clock';
import type { Timers } from '../time/timers';

/** A way to one origin. Closing lets its sockets go; it may be used again afterwards. */
export type Line = Transport & { close(): void };

/** Everything outside the process's own memory. Nothing else here reads a clock, a random number, the network or the disk. */
export interface Host extends Clock {
  /** In `[0, 1)`. */
  random(): number;
  readonly timers: Timers;
  transport(baseUrl: string): Line;
  /** Absent where Node-RED has no user directory: then everything lives in memory. */
  readonly files: Files | undefined;
}

interface HostSettings {
  readonly userDir?: string;
  /** A simulated host, for tests. */
  readonly flatpeakHost?: Host;
}

/** The host of this Node-RED. */
export function hostOf(RED: NodeAPI): Host {
  const { flatpeakHost, userDir } = RED.settings as HostSettings;
  return flatpeakHost ?? realHost(userDir);
}

const hosts = new Map<string | undefined, Host>();

function realHost(userDir: string | undefined): Host {
  const known = hosts.get(userDir);
  if (known) return known;
  const host: Host = {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    random: () => Math.random(),
    timers: {
      after(delay, run) {
        const timer = setTimeout(run, delay).unref();
        return () => clearTimeout(timer);
      },
    },
    transport: (baseUrl) => httpTransport(baseUrl),
    files: userDir === undefined ? undefined : diskFiles(join(userDir, 'flatpeak')),
  };
  hosts.set(userDir, host);
  return host;
}
