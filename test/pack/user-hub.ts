import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { NODE_RED } from '../support/node-red';

/** What the editor hears: a node's status, or what a debug node shows. */
interface News {
  readonly topic: string;
  readonly data: {
    readonly text?: string;
    readonly level?: number;
    readonly error?: string;
    readonly types?: string[];
  };
}

interface Socket extends NodeJS.EventEmitter {
  send(text: string): void;
}

const fromNodeRed = createRequire(NODE_RED);
const WebSocket = createRequire(fromNodeRed.resolve('@node-red/editor-api'))('ws') as new (
  url: string,
) => Socket;

/** Node-RED as a user starts it, with settings that it writes itself, and the editor's line to it. */
export class UserHub {
  /** What it printed. */
  log = '';
  /** Since the last deploy, oldest first. */
  private news: News[] = [];

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.log += text));
  }

  static async start(userDir: string, env: NodeJS.ProcessEnv): Promise<UserHub> {
    const port = await freePort();
    const program = join(dirname(NODE_RED), '../red.js');
    const options = ['-u', userDir, '-p', `${port}`, '-D', 'uiHost=127.0.0.1', '--no-telemetry'];
    const child = spawn(process.execPath, [program, ...options], { env, cwd: userDir });
    const hub = new UserHub(`http://127.0.0.1:${port}`, child);
    try {
      await hub.until(() => hub.log.includes('Started flows') || undefined);
      await hub.listen();
      return hub;
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGINT');
    await gone;
  }

  /** The text of a reply, which must be a good one. */
  async text(path: string, headers: Record<string, string> = {}): Promise<string> {
    return read(await fetch(`${this.url}${path}`, { headers }));
  }

  async json<T>(path: string): Promise<T> {
    return JSON.parse(await this.text(path, { accept: 'application/json' })) as T;
  }

  async post(path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    await read(response);
  }

  /** Returns the types that Node-RED does not know and waits for. */
  async deploy(flow: object[]): Promise<string[]> {
    this.news = [];
    await this.post('/flows', flow);
    await this.until(() => this.news.find(({ topic }) => topic === 'notification/runtime-deploy'));
    const missing = this.news.find(({ data }) => data.error === 'missing-types');
    return missing?.data.types ?? [];
  }

  statusOf(id: string): string | undefined {
    return this.news.findLast(({ topic }) => topic === `status/${id}`)?.data.text;
  }

  /** What a debug node showed; what is logged comes with a level. */
  firstMessage(): object | undefined {
    return this.news.find(({ topic, data }) => topic === 'debug' && data.level === undefined)?.data;
  }

  /** Resolves as soon as `look` finds something; rejects after 30 seconds with what it printed. */
  async until<T>(look: () => T | undefined): Promise<T> {
    const end = Date.now() + 30_000;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (Date.now() > end || this.child.exitCode !== null)
        throw new Error(`nothing came\n${this.log}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  private async listen(): Promise<void> {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/comms`);
    socket.on('message', (text: Buffer) => {
      const news = JSON.parse(text.toString()) as News | News[];
      this.news.push(...[news].flat());
    });
    await once(socket, 'open');
    socket.send(JSON.stringify({ subscribe: 'status/#' }));
  }
}

async function read(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`);
  return text;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
