import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskFiles } from '../../../src/store/disk';
import { HOUR, MINUTE } from '../../../src/time/duration';
import { assertNoSecret, CANARY, everyText, printedDuring } from '../../support/canary';
import { Embedded } from '../../support/embedded';
import { button, ear, home, hourlyRates, ratesNode, switchNode } from '../../support/home-flow';
import {
  startSampleServer,
  type CannedReply,
  type SampleServer,
  type ServedRequest,
} from '../../support/sample-server';
import { SimHost } from '../../support/sim-host';

const { httpTransport } =
  require('../../../dist/src/flatpeak/http') as typeof import('../../../src/flatpeak/http');

const CREDENTIALS = { account: { account_id: CANARY.account, api_key: CANARY.key } };
const LOGIN = { bearer_token: CANARY.token, expires_in: 600, live_mode: true };

/** Everything that came along, sent back wherever it fits. */
function echo(status: number): (request: ServedRequest) => CannedReply {
  return ({ headers }) => {
    const secrets = `${headers['authorization']} ${CANARY.key} ${CANARY.account} ${CANARY.token}`;
    const body = { object: 'error', code: secrets, type: secrets, message: secrets, data: secrets };
    return { status, body, headers: { 'retry-after': CANARY.token, 'x-echo': secrets } };
  };
}

type Answer = (request: ServedRequest) => CannedReply | undefined;

/** What FlatPeak does, one after the other: to logins, and to all else. */
const PHASES: Record<string, { login?: Answer; rest?: Answer }> = {
  'all is well': {},
  'the token is refused': { rest: echo(401) },
  'access is forbidden': { rest: echo(403) },
  'the login is refused': { login: echo(403), rest: echo(401) },
  'the login fails': { login: echo(500) },
  'the login is not understood': { login: echo(200) },
  'there is nothing': { rest: echo(404) },
  'the request is bad': { rest: echo(400) },
  'the tariff is in trouble': { rest: echo(422) },
  'it is too much': { rest: echo(429) },
  'the server fails': { rest: echo(500) },
  'the data are bad': { rest: echo(200) },
  'the data are no JSON': {
    rest: ({ headers }) => ({ status: 200, body: String(headers['authorization']) }),
  },
  'it redirects': {
    rest: ({ headers }) => ({
      status: 302,
      headers: { location: `https://x/${headers['authorization']}` },
    }),
  },
};

describe('secrets in a real Node-RED', function () {
  this.timeout(60_000);
  let server: SampleServer;
  let embedded: Embedded;
  let host: SimHost;
  let folder: string;
  let phase: { login?: Answer; rest?: Answer };
  /** Where it was seen, and what. */
  let seen: [where: string, text: string][];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flatpeak-canary-'));
    seen = [];
    phase = {};
    server = await startSampleServer({
      now: () => host.now(),
      before: (request) => {
        if (request.path === '/login')
          return phase.login?.(request) ?? { status: 200, body: LOGIN };
        const misbehaviour = phase.rest?.(request);
        if (misbehaviour) return misbehaviour;
        return request.path.startsWith('/tariffs/rates/')
          ? { status: 200, body: hourlyRates(host.now(), 0.1) }
          : undefined;
      },
    });
    host = new SimHost(Date.now(), {
      files: diskFiles(folder),
      transport: (baseUrl) => httpTransport(baseUrl),
    });
  });

  after(async () => {
    await server.close();
    await rm(folder, { recursive: true, maxRetries: 9 });
  });

  const asking = ['location', 'locations', 'location-status', 'event'].map((name) => ({
    ...ratesNode({ id: `ask-${name}`, type: `flatpeak-${name}` }),
    wires: [[ear.id], [ear.id]],
  }));
  const ids = ['rates', 'slot', ...asking.map(({ id }) => id)];

  function flow(): object[] {
    return [
      ...home(server.url),
      ratesNode({ publish: true }),
      switchNode(),
      ...asking,
      ...['catch', 'status', 'complete'].map((type) => ({
        id: type,
        type,
        z: 'tab',
        x: 1,
        y: 1,
        scope: type === 'complete' ? ids : null,
        wires: [[ear.id]],
      })),
      ...ids.flatMap((id) =>
        button(`press-${id}`, 'return { event_id: "evt_1", payload: "" }', id),
      ),
      ...button('press-diagnostics', 'return { payload: "diagnostics" }', 'rates'),
    ];
  }

  /** Uses every node, lets hours pass, and looks at whatever a user can look at. */
  async function exercise(name: string): Promise<void> {
    for (const id of [...ids, 'diagnostics'])
      await fetch(`${embedded.url}/inject/press-${id}`, { method: 'POST' });
    // A message is patient for a while, and a scheduled question for hours.
    for (let i = 0; i < 6; i++) await host.advance(MINUTE);
    await host.advance(5 * HOUR);
    const account = `${embedded.url}/flatpeak/accounts/account`;
    const test = fetch(`${account}/test`, { method: 'POST' }).then((reply) => reply.text());
    await host.advance(10 * MINUTE);
    seen.push([`the connection test while ${name}`, await test]);
    const list = embedded.get('/flatpeak/accounts/account/locations');
    await host.advance(10 * MINUTE);
    seen.push([`the list of locations while ${name}`, everyText(await list)]);
    for (const path of ['/flows', '/nodes', '/context/global', '/context/node/rates', '/settings'])
      seen.push([path, everyText(await embedded.get(path))]);
    const { api_key } = (await embedded.get('/credentials/flatpeak-account/account')) as {
      api_key?: string;
    };
    assert.equal(api_key, undefined);
  }

  it('fault 49: are in no log, status, error, message, exported flow, file or reply', async () => {
    const logs: unknown[] = [];
    const printed = await printedDuring(async () => {
      embedded = await Embedded.start({
        flow: flow(),
        credentials: CREDENTIALS,
        host,
        settings: {
          logging: {
            test: {
              level: 'trace',
              audit: true,
              handler: () => (entry: unknown) => logs.push(entry),
            },
          },
        },
      });
      for (const [name, what] of Object.entries(PHASES)) {
        phase = what;
        const sent = embedded.sent.length;
        await exercise(name);
        await embedded.deploy(flow(), 'full');
        seen.push([`messages while ${name}`, everyText(embedded.sent.slice(sent))]);
        seen.push([`statuses while ${name}`, everyText([...embedded.statuses])]);
      }
      await embedded.stop();
    });
    for (const name of await readdir(folder))
      seen.push([`${name} on disk`, await readFile(join(folder, name), 'utf8')]);
    seen.push(['the log', everyText(logs)], ['the console', printed]);

    const text = seen.map(([, one]) => one).join();
    const CODES = 'auth forbidden not_found bad_input rate_limited unavailable bad_response';
    for (const code of CODES.split(' '))
      assert.ok(text.includes(code), `"${code}" was never exercised`);
    assert.ok((await readdir(folder)).length >= 3);
    for (const [where, what] of seen) assertNoSecret(what, where);
  });
});
