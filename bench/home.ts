import { Account } from '../src/node-red/account/account';
import type { Line } from '../src/node-red/host';
import { Hub } from '../src/node-red/hub';
import { TransportError, type HttpReply, type HttpRequest } from '../src/flatpeak/transport';
import type { Feed } from '../src/rates/feed';
import { isSwitchState, type SwitchState } from '../src/switch/state';
import { PLAIN } from '../src/switch/settings';
import { Switch } from '../src/switch/switch';
import { DAY, HOUR, MINUTE } from '../src/time/duration';
import { memoryFiles } from '../test/support/memory-files';
import { SimHost } from '../test/support/sim-host';
import { report, type Row } from './report';

const START = Date.UTC(2026, 10, 20, 12, 7, 31);
const SLOT = 15 * MINUTE;
const UPDATES = 6 * HOUR;
/** Prices are known for this long ahead. */
const KNOWN = 9 * DAY;
const NODES = 10;
const THRESHOLD = 0.15;

/** The price of a quarter of an hour; looks like nothing in particular, the same in every run. */
function price(from: number): number {
  const hash = Math.imul(from / SLOT, 0x9e3779b1) >>> 0;
  return Math.round((hash / 4294967296) * 400 - 50) / 1000;
}

/** FlatPeak as seen from one hub. */
class World {
  readonly files = memoryFiles();
  down = false;
  logins = 0;
  questions = 0;
  /** Epoch ms until which prices have been told. */
  toldUntil = 0;

  answer({ path, query }: HttpRequest, now: number): HttpReply {
    if (this.down) throw new TransportError('dns', false);
    const reply = (body: object): HttpReply => ({
      status: 200,
      headers: { date: new Date(now).toUTCString() },
      body: JSON.stringify(body),
    });
    if (path === '/login') {
      this.logins++;
      return reply({ bearer_token: `token-${this.logins}`, expires_in: 3600, live_mode: true });
    }
    this.questions++;
    const [from, to] = [Date.parse(query['start_time'] ?? ''), Date.parse(query['end_time'] ?? '')];
    const update = Math.floor(now / UPDATES) * UPDATES;
    const end = Math.min(to, update + KNOWN);
    const data = [];
    for (let at = Math.floor(from / SLOT) * SLOT; at < end; at += SLOT)
      data.push({
        valid_from: iso(Math.max(at, from)),
        valid_to: iso(Math.min(at + SLOT, end)),
        tariff: { rate: price(at), confidence: 1 },
      });
    this.toldUntil = end;
    return reply({
      id: 'rts_1',
      object: 'tariff_rate',
      live_mode: true,
      location_id: 'loc_1',
      location_timezone: 'Europe/London',
      currency_code: 'GBP',
      direction: query['direction'],
      last_updated: iso(update),
      next_update: iso(update + UPDATES),
      request: query,
      account_id: 'acc_1',
      data,
    });
  }
}

interface Said {
  readonly at: number;
  readonly on: boolean;
}

/** Ten switches on one location, from a start of the process to its end. */
class Home {
  readonly host: SimHost;
  readonly feed: Feed;
  readonly said: Said[] = [];
  /** Timer callbacks of the switches alone. */
  callbacks = 0;

  constructor(world: World, start: number) {
    const line: Line = Object.assign(
      async (request: HttpRequest) => {
        await Promise.resolve();
        return world.answer(request, this.host.now());
      },
      { close: () => undefined },
    );
    this.host = new SimHost(start, { files: world.files, transport: () => line });
    const { host } = this;
    const log = { lineChanged: () => undefined, diskRefused: () => undefined };
    const hub = new Hub(host, log);
    const source = {
      kind: 'flatpeak',
      baseUrl: 'https://api.flatpeak.com',
      accountId: 'acc_1',
      apiKey: 'key',
      api: 'zero',
      adjust: { IMPORT: { factor: 1, offset: 0 }, EXPORT: { factor: 1, offset: 0 } },
    } as const;
    this.feed = new Account(source, 'acc_1', hub).feed('loc_1', 'IMPORT');
    for (let node = 0; node < NODES; node++) this.deploy(hub, node);
  }

  private deploy(hub: Hub, node: number): void {
    const { host, feed } = this;
    const owner = `node-${node}`;
    const shelf = hub.shelf<SwitchState>({
      kind: 'node',
      owner,
      version: 1,
      accept: isSwitchState,
    });
    const after = (delay: number, run: () => void) =>
      host.timers.after(delay, () => {
        this.callbacks++;
        run();
      });
    const machine = new Switch({
      settings: { ...PLAIN, rule: { kind: 'threshold', limit: THRESHOLD } },
      rates: feed,
      clock: hub.clock,
      timers: { after },
      wire: {
        state: ({ decision: { on } }) => node === 0 && this.said.push({ at: host.now(), on }),
        plan: () => undefined,
        show: () => undefined,
      },
      save: (state) => shelf.save(state),
    });
    feed.use({ changed: () => machine.update() });
    void Promise.all([shelf.load(), feed.restore()]).then(([state]) => machine.start(state));
  }
}

/** Minutes within `[from, to)` at which the switch was not what the price of the time demanded; unknown is off. */
function wrongMinutes(said: readonly Said[], from: number, to: number, knownUntil: number): number {
  let wrong = 0;
  let next = 0;
  let on: boolean | undefined;
  for (let at = from; at < to;) {
    while ((said[next]?.at ?? Infinity) <= at) on = said[next++]?.on;
    const cell = Math.floor(at / SLOT) * SLOT;
    const until = Math.min(
      said[next]?.at ?? to,
      cell + SLOT,
      at < knownUntil ? knownUntil : to,
      to,
    );
    const right = at < knownUntil && price(cell) <= THRESHOLD;
    if (on !== right) wrong += until - at;
    at = until;
  }
  return wrong / MINUTE;
}

async function month(): Promise<Row[]> {
  const world = new World();
  const home = new Home(world, START);
  const days = 30;
  await home.host.advance(days * DAY);
  const updates = 1 + Math.floor((START + days * DAY) / UPDATES) - Math.floor(START / UPDATES);
  const perNode = home.callbacks / NODES / days;
  const count = (kind: string): number =>
    world.files.written.filter((name) => name.startsWith(kind)).length;
  const bytes = (kind: string): number =>
    Math.max(
      ...[...world.files.texts].flatMap(([name, text]) =>
        name.startsWith(kind) ? Buffer.byteLength(text) : [],
      ),
    );
  return [
    {
      name: 'calls',
      ours: world.questions + world.logins,
      beside: ['each node for itself', 2 * updates * NODES],
      most: 2.2 * updates,
    },
    {
      name: 'timer callbacks per node and day',
      ours: perNode,
      beside: ['minute poller', DAY / MINUTE],
      mostOfBeside: 1 / 12,
    },
    {
      name: 'wrong minutes',
      ours: wrongMinutes(home.said, START + 1, START + days * DAY, Infinity),
      most: 0,
    },
    { name: 'writes of the rates per update', ours: count('feed') / updates, most: 2 },
    { name: 'nine days of rates on disk', unit: 'kB', ours: bytes('feed') / 1e3, most: 100 },
    { name: 'writes of a node per day', ours: count('node') / NODES / days },
    { name: 'a node on disk', unit: 'kB', ours: bytes('node') / 1e3, most: 4 },
  ];
}

/** The line goes down; in the middle of it the plug is pulled. */
async function outage(length: number): Promise<Row[]> {
  const world = new World();
  const before = new Home(world, START);
  await before.host.advance(DAY);
  world.down = true;
  await before.host.advance(length / 2);
  const half = before.host.now();
  const after = new Home(world, half);
  await after.host.advance(length / 2);
  const end = after.host.now();
  const known = world.toldUntil;
  world.down = false;
  let recovery = 0;
  for (; after.feed.error && recovery < 3600; recovery++) await after.host.advance(1000);
  const wrong =
    wrongMinutes(before.said, START + DAY, half, known) +
    wrongMinutes(after.said, half + 1, end, known);
  const name = length < DAY ? `${length / HOUR} h` : `${length / DAY} d`;
  return [
    { name: `${name}: wrong minutes`, ours: wrong, most: 0 },
    { name: `${name}: until rates are back`, unit: 's', ours: recovery, most: 60 },
  ];
}

async function main(): Promise<void> {
  report(`${NODES} cheap slots of one home, 30 days`, await month());
  const outages: Row[] = [];
  for (const length of [HOUR, 6 * HOUR, DAY, 3 * DAY, 8 * DAY, 30 * DAY])
    outages.push(...(await outage(length)));
  report('FlatPeak cannot be reached, and a restart half-way', outages);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

void main();
