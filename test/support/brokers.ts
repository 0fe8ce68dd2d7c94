import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Aedes } from 'aedes';

/** An MQTT broker on a fixed loopback port that a test may stop and start again; what is retained survives. */
export interface Broker {
  readonly port: number;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it for good. */
  dispose(): Promise<void>;
}

const MOSQUITTO = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));

/** The brokers of this machine: one in this process, and Mosquitto where it is installed. */
export const BROKERS: Readonly<Record<string, () => Promise<Broker>>> = {
  aedes: () => embedded(),
  ...(MOSQUITTO !== undefined && { mosquitto }),
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** A run of the same tests on another Node-RED may have the port of the examples; it soon gives it back. */
async function listen(server: Server, port: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return;
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || tries === 60) throw error;
      await sleep(1_000);
    }
  }
}

/** In this process. */
export async function embedded(wanted?: number): Promise<Broker> {
  const port = wanted ?? (await freePort());
  const aedes = await Aedes.createBroker();
  let server: Server | undefined;
  const sockets = new Set<Socket>();
  const stop = async (): Promise<void> => {
    const closing = server;
    server = undefined;
    sockets.forEach((socket) => socket.destroy());
    if (closing) await new Promise((done) => closing.close(done));
  };
  return {
    port,
    async start() {
      server = createServer((socket) => {
        sockets.add(socket.once('close', () => sockets.delete(socket)));
        aedes.handle(socket);
      });
      await listen(server, port);
    },
    stop,
    async dispose() {
      await stop();
      await new Promise<void>((done) => aedes.close(() => done()));
    },
  };
}

async function mosquitto(): Promise<Broker> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  const config = join(folder, 'mosquitto.conf');
  await writeFile(
    config,
    [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous true',
      'persistence true',
      `persistence_location ${folder}/`,
      'user root',
    ].join('\n'),
  );
  let child: ChildProcess | undefined;
  const stop = async (): Promise<void> => {
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
    child = undefined;
  };
  return {
    port,
    async start() {
      child = spawn(MOSQUITTO ?? 'mosquitto', ['-c', config], { stdio: 'ignore' });
      await answering(port);
    },
    stop,
    async dispose() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answering(port: number): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const socket = connect(port, '127.0.0.1');
    const open = await new Promise((done) => {
      socket.once('connect', () => done(true)).once('error', () => done(false));
    });
    socket.destroy();
    if (open === true) return;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error('the broker does not answer');
}
