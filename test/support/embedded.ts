import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Host } from '../../src/node-red/host';
import { nodeRed, type NodeRed } from './node-red';

export const ROOT = resolve(__dirname, '../..');

export interface Sent {
  readonly from: string;
  readonly port: number;
  readonly message: Record<string, unknown>;
  readonly at: number;
}

export interface EmbeddedOptions {
  readonly flow: readonly object[];
  readonly credentials?: object;
  /** Instead of the real clock, network and disk. */
  readonly host?: Host;
  /** A folder of an earlier run, for a restart. */
  readonly userDir?: string;
  /** Of Node-RED, beside those that every test needs. */
  readonly settings?: object;
}

/** A whole Node-RED in this process, with the nodes of this checkout loaded as a user's Node-RED loads them. */
export class Embedded {
  private static running: Embedded | undefined;
  readonly sent: Sent[] = [];
  readonly statuses = new Map<string, { fill?: string; shape?: string; text?: string }>();
  readonly logs: { level: number; msg: unknown }[] = [];

  private constructor(
    readonly userDir: string,
    readonly url: string,
    private readonly RED: NodeRed,
    private readonly server: Server,
  ) {}

  static async start({
    flow,
    credentials = {},
    host,
    userDir,
    settings,
  }: EmbeddedOptions): Promise<Embedded> {
    // A test that failed on its way may have left one, and there is but one Node-RED in a process.
    await Embedded.running?.stop();
    const folder = userDir ?? (await mkdtemp(join(tmpdir(), 'flatpeak-')));
    await writeFile(join(folder, 'package.json'), '{"name":"hub","private":true}');
    await writeFile(join(folder, 'flows.json'), JSON.stringify(flow));
    await writeFile(join(folder, 'flows_cred.json'), JSON.stringify(credentials));
    const RED = nodeRed();
    const server = createServer((request, response) =>
      RED.httpAdmin(request, response, () => response.writeHead(404).end()),
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const embedded = new Embedded(folder, url, RED, server);
    Embedded.running = embedded;
    RED.init(server, {
      userDir: folder,
      nodesDir: [ROOT],
      flowFile: 'flows.json',
      credentialSecret: false,
      httpAdminRoot: '/',
      editorTheme: { tours: false, palette: { catalogues: [] } },
      telemetry: { enabled: false, updateNotification: false },
      externalModules: { palette: { allowInstall: false } },
      logging: {
        test: {
          level: 'info',
          handler: () => (entry: { level: number; msg: unknown }) => embedded.logs.push(entry),
        },
      },
      ...(host && { flatpeakHost: host }),
      ...settings,
    } as unknown as Parameters<NodeRed['init']>[1]);
    embedded.listen(host);
    const started = new Promise((done) => RED.events.once('flows:started', done));
    await RED.start();
    await started;
    return embedded;
  }

  /** Stops the runtime; keeps the folder for a restart when asked to. */
  async stop({ keep = false } = {}): Promise<void> {
    Embedded.running = undefined;
    await this.RED.stop();
    this.RED.hooks.remove('*.test');
    this.RED.events.removeListener('node-status', this.onStatus);
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
    // A folder that goes while a file is being written would be told of in the log of whoever runs next.
    await this.until(() => !isWriting() || undefined);
    if (!keep) await rm(this.userDir, { recursive: true, force: true, maxRetries: 9 });
  }

  /** What left an output, oldest first. */
  out(from: string, port: number): Record<string, unknown>[] {
    return this.sent
      .filter((one) => one.from === from && one.port === port)
      .map(({ message }) => message);
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      headers: { accept: 'application/json', ...headers },
    });
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }

  /** Deploys a flow as the editor does, and waits until it runs. */
  async deploy(
    flow: readonly object[],
    type: 'full' | 'nodes' | 'flows' | 'reload',
  ): Promise<void> {
    const started = new Promise((done) => this.RED.events.once('flows:started', done));
    const response = await fetch(`${this.url}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-deployment-type': type },
      body: JSON.stringify(flow),
    });
    if (!response.ok)
      throw new Error(`deploy answered ${response.status}: ${await response.text()}`);
    await started;
  }

  /** Resolves as soon as `look` finds something; rejects after `limit` ms. */
  async until<T>(look: () => T | undefined, limit = 15_000): Promise<T> {
    const end = Date.now() + limit;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error('nothing came');
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  private readonly onStatus = ({ id, status }: { id: string; status: { text?: string } }): void => {
    this.statuses.set(id, status);
  };

  private listen(host: Host | undefined): void {
    this.RED.events.on('node-status', this.onStatus);
    this.RED.hooks.add('onSend.test', (sends) => {
      for (const { source, msg } of sends) {
        this.sent.push({
          from: source.id,
          port: source.port + 1,
          message: { ...msg },
          at: host?.now() ?? Date.now(),
        });
      }
    });
  }
}

/** Whether this process waits for the disk. */
function isWriting(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
}
