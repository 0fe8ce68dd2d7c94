import assert from 'node:assert/strict';
import { httpTransport } from '../../src/flatpeak/http';
import { MINUTE } from '../../src/time/duration';
import { assertNoSecret, CANARY } from '../support/canary';
import { FlowBench } from '../support/flow-bench';
import { startSampleServer, type CannedReply, type SampleServer } from '../support/sample-server';
import { SimHost } from '../support/sim-host';

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;
}
interface Call extends Promise<Reply> {
  send(body: object | string): Call;
  type(name: string): Call;
  /** Hangs up after so many ms. */
  timeout(ms: number): Call;
}
const helper = require('node-red-node-test-helper') as {
  request(): { get(path: string): Call; post(path: string): Call };
};

const START = Date.parse('2026-03-28T23:30:00Z');
const GOOD = { account_id: 'acc_sample', api_key: 'sk_test_sample_data_only' };

describe('what dialogs ask', () => {
  let server: SampleServer;
  let host: SimHost;
  /** Every origin that a connection was made for. */
  let origins: string[];
  let canned: Record<string, CannedReply | Promise<CannedReply>>;

  beforeEach(async () => {
    canned = {};
    origins = [];
    server = await startSampleServer({
      now: () => host.now(),
      before: ({ path }) => canned[path],
    });
    host = new SimHost(START, {
      transport(baseUrl) {
        origins.push(baseUrl);
        return httpTransport(server.url);
      },
    });
  });

  afterEach(async () => {
    await FlowBench.stop();
    await server.close();
  });

  async function deploy(account: object = {}, credentials: object = GOOD): Promise<void> {
    await FlowBench.start(
      host,
      [
        {
          id: 'account',
          type: 'flatpeak-account',
          baseUrl: 'https://deployed.example',
          ...account,
        },
        { id: 'rates', type: 'flatpeak-rates', account: 'account', outputs: 1 },
      ],
      { account: credentials },
    );
  }

  const test = (id: string, body: object | string = {}): Call =>
    helper.request().post(`/flatpeak/accounts/${id}/test`).type('json').send(body);
  const list = (id: string, query = ''): Call =>
    helper.request().get(`/flatpeak/accounts/${id}/locations${query}`);
  const home = (facts: object) => ({
    status: 200,
    body: { data: [{ id: 'loc_1', ...facts }], has_more: false },
  });

  it('needs permission to read for lists, and to write for what asks on behalf of an account', () => {
    const routes: unknown[][] = [];
    const register = require('../../dist/nodes/flatpeak-account') as (RED: object) => void;
    const add =
      (method: string) =>
      (path: string, permission: string): void =>
        void routes.push([method, path, permission]);
    register({
      settings: { flatpeakHost: host },
      nodes: { registerType: () => undefined },
      auth: { needsPermission: (permission: string) => permission },
      httpAdmin: {
        // As a first request does.
        use: (_path: string, serve: (...given: unknown[]) => void) =>
          serve(undefined, undefined, () => undefined),
        get: add('get'),
        post: add('post'),
      },
    });
    assert.deepEqual(routes, [
      ['get', '/flatpeak/accounts/:id/locations', 'flatpeak.read'],
      ['post', '/flatpeak/accounts/:id/test', 'flatpeak.write'],
      ['post', '/flatpeak/accounts/:id/plan', 'flatpeak.write'],
      ['post', '/flatpeak/accounts/:id/rates', 'flatpeak.write'],
    ]);
  });

  describe('testing the connection', () => {
    it('says what answers, how many locations there are and which have no tariff', async () => {
      await deploy();
      const { status, body, headers } = await test('account');
      assert.equal(status, 200);
      assert.equal(headers['cache-control'], 'no-store');
      assert.deepEqual(body, {
        ok: true,
        mode: 'test',
        locations: 9,
        more: false,
        code: 'no_tariff',
        missing: 'flatpeak-account.test.no-tariffs',
        names: "Voorbeeldstraat 8, Utrecht, 3511 AA; 9 rue de l'Exemple, Lyon, 69002",
        diagnostics: { calls: 2, retries: 0, next_try: null, last_error: null },
      });
      assert.deepEqual(origins, ['https://deployed.example']);
    });

    it('knows a live account', async () => {
      canned['/login'] = {
        status: 200,
        body: { bearer_token: 't', expires_in: 3600, live_mode: true },
      };
      canned['/locations'] = home({ tariff_status: { commodity_import: 'CONNECTED ' } });
      await deploy();
      const { body } = await test('account');
      assert.equal(body['mode'], 'live');
      assert.equal(body['missing'], undefined);
    });

    for (const [what, facts, code] of [
      ['no tariff by status', { tariff_status: { commodity_import: 'NOT_CONNECTED ' } }, true],
      ['only a grid fee', { tariff_status: { non_commodity_import: 'CONNECTED' } }, true],
      ['no tariff by ids', { tariff_elements: [] }, true],
      ['no tariff in a list', { tariffs: [], tariff_elements: ['x'] }, true],
      ['an export tariff', { tariff_status: { commodity_export: 'CONNECTED' } }, false],
      ['a tariff in trouble', { tariff_status: { commodity_import: 'ERROR' } }, false],
      ['tariffs by ids', { tariff_elements: ['trf_1'] }, false],
      ['tariffs as objects', { tariffs: [{ tariff_id: 'trf_1' }] }, false],
      ['nothing said about tariffs', {}, false],
    ] as const) {
      it(`judges a location with ${what}`, async () => {
        canned['/locations'] = home(facts);
        await deploy();
        const { body } = await test('account');
        assert.equal(body['code'], code ? 'no_tariff' : undefined);
        assert.equal(body['missing'], code ? 'flatpeak-account.test.no-tariff' : undefined);
      });
    }

    it('says that there is no location yet', async () => {
      canned['/locations'] = { status: 200, body: { data: [], has_more: false } };
      await deploy();
      const { body } = await test('account');
      assert.equal(body['code'], 'no_location');
      assert.equal(body['locations'], 0);
    });

    it('needs neither credentials nor a deploy for sample data', async () => {
      await deploy();
      const { status, body } = await test('new', { source: 'sample' });
      assert.equal(status, 200);
      assert.deepEqual(
        [body['mode'], body['locations'], body['missing']],
        ['sample', 9, undefined],
      );
      assert.deepEqual(server.requests, []);
    });

    it('sends credentials that are not deployed to FlatPeak alone', async () => {
      await deploy();
      origins = [];
      const { body } = await test('new', {
        ...GOOD,
        baseUrl: 'https://evil.example',
        base_url: 'https://evil.example',
      });
      assert.equal(body['ok'], true);
      assert.deepEqual(origins, ['https://api.flatpeak.com']);
    });

    it('uses the deployed key where the dialog does not know it', async () => {
      await deploy({}, { ...GOOD, account_id: 'acc_old' });
      const { body } = await test('account', { account_id: GOOD.account_id, api_key: '__PWRD__' });
      assert.equal(body['ok'], true);
      assert.ok(origins.every((origin) => origin === 'https://deployed.example'));
    });

    it('shares the client of the deployed account, so that a test costs no second login', async () => {
      await deploy();
      await test('account');
      await test('account', { source: 'flatpeak', ...GOOD });
      assert.equal(server.requests.filter(({ path }) => path === '/login').length, 1);
    });

    it('tells of refused credentials without showing them', async () => {
      await deploy({}, { account_id: CANARY.account, api_key: CANARY.key });
      const reply = await test('account');
      assert.equal(reply.body['ok'], false);
      assert.equal(reply.body['code'], 'auth');
      assert.deepEqual(Object.keys(reply.body).sort(), ['code', 'diagnostics', 'message', 'ok']);
      assertNoSecret(JSON.stringify([reply.body, reply.headers]), 'the reply');
    });

    it('asks again after a refusal once somebody says that it is mended', async () => {
      canned['/login'] = { status: 403, body: {} };
      await deploy();
      assert.equal((await test('account')).body['code'], 'auth');
      delete canned['/login'];
      assert.equal((await test('account')).body['code'], 'auth');
      const { body } = await test('account', { mended: true });
      assert.equal(body['ok'], true);
      const { last_error } = body['diagnostics'] as { last_error: object };
      assert.deepEqual(last_error, { code: 'auth', at: host.now() });
    });

    for (const [what, id, body, status, code] of [
      ['an unknown account', 'nobody', {}, 404, 'not_deployed'],
      ['an id with a path in it', '..%2f..%2fflows', {}, 404, 'not_deployed'],
      ['an id that is too long', 'a'.repeat(65), {}, 404, 'not_deployed'],
      ['the id of another node', 'rates', {}, 404, 'not_deployed'],
      [
        'a kept key that was never deployed',
        'new',
        { account_id: 'acc', api_key: '__PWRD__' },
        422,
        'no_credentials',
      ],
      ['an emptied key', 'account', { api_key: '' }, 422, 'no_credentials'],
      ['a key from the environment', 'account', { api_key: '${KEY}' }, 404, 'not_deployed'],
      ['an account id that cannot be one', 'account', { account_id: 'a:b' }, 422, 'bad_input'],
      ['a header in the key', 'account', { api_key: 'a\r\nb' }, 422, 'bad_input'],
    ] as const) {
      it(`refuses ${what}`, async () => {
        await deploy();
        const reply = await test(id, body);
        assert.equal(reply.status, status);
        assert.equal(reply.headers['cache-control'], 'no-store');
        assert.equal(reply.body['code'], code);
        const told = status === 422 && code === 'bad_input' ? ['detail'] : [];
        assert.deepEqual(Object.keys(reply.body), ['code', 'message', ...told]);
        assert.deepEqual(server.requests, []);
      });
    }

    for (const body of [
      '[]',
      '{"source":{},"account_id":7,"api_key":[]}',
      '{"__proto__":{"source":"sample"}}',
    ]) {
      it(`takes ${body} for a body that says nothing`, async () => {
        await deploy();
        assert.equal((await test('account', body)).body['mode'], 'test');
        assert.equal((await test('new', body)).status, 404);
      });
    }

    it('tells of an account whose base URL cannot be used', async () => {
      await deploy({ baseUrl: 'http://elsewhere.example' });
      const { status, body } = await test('account');
      assert.deepEqual([status, body['code']], [422, 'bad_base_url']);
      assert.deepEqual(origins, []);
    });
  });

  describe('listing locations', () => {
    it('gives each an address, a zone and a currency', async () => {
      await deploy();
      const { status, body, headers } = await list('account');
      assert.equal(status, 200);
      assert.equal(headers['cache-control'], 'no-store');
      assert.equal(body['length'], 9);
      assert.deepEqual((body as unknown as object[])[0], {
        id: 'loc_sample_demo',
        label: '1 Sample Street, Bath, BA1 1AA',
        timezone: 'Europe/London',
        currency: 'GBP',
      });
    });

    for (const [facts, label] of [
      [{ postal_address: { city: ' Bath ', post_code: '' }, reference_id: 'mine' }, 'Bath'],
      [{ postal_address: { city: 7 }, reference_id: 'mine' }, 'mine'],
      [{}, 'loc_1'],
    ] as const) {
      it(`calls ${JSON.stringify(facts)} "${label}"`, async () => {
        canned['/locations'] = home(facts);
        await deploy();
        const { body } = await list('account');
        assert.deepEqual(body, [{ id: 'loc_1', label, timezone: null, currency: null }]);
      });
    }

    it('lists the samples of an account that is not deployed', async () => {
      await deploy();
      const { body } = await list('new', '?source=sample');
      assert.equal(body['length'], 9);
      assert.deepEqual(server.requests, []);
    });

    it('does not list samples for an account that has become a real one in the dialog', async () => {
      await deploy({ source: 'sample' }, {});
      assert.equal((await list('account')).body['length'], 9);
      assert.equal((await list('account', '?source=flatpeak')).body['code'], 'no_credentials');
    });

    it('ends after a few hundred', async () => {
      let page = 0;
      Object.defineProperty(canned, '/locations', {
        get: (): CannedReply => {
          page++;
          const data = Array.from({ length: 100 }, (_, i) => ({ id: `loc_${page}_${i}` }));
          return { status: 200, body: { data, has_more: true } };
        },
      });
      await deploy();
      assert.equal((await list('account')).body['length'], 300);
      assert.equal(page, 3);
      const { body } = await test('account');
      assert.deepEqual([body['locations'], body['more']], [300, true]);
    });

    it('tells why there is nothing to list', async () => {
      canned['/locations'] = { status: 404, body: { message: CANARY.token } };
      await deploy();
      const { status, body } = await list('account');
      assert.equal(status, 422);
      assert.deepEqual(Object.keys(body), ['code', 'message']);
      assert.equal(body['code'], 'not_found');
      assertNoSecret(JSON.stringify(body), 'the reply');
      assert.equal((await list('nobody')).status, 404);
    });
  });

  describe('asking too much', () => {
    it('lets one call through at a time', async () => {
      let answer: ((reply: CannedReply) => void) | undefined;
      canned['/locations'] = new Promise((resolve) => (answer = resolve));
      await deploy();
      const first = test('account').then((reply) => reply);
      await reached('/locations');
      for (const second of [await test('account'), await list('account')])
        assert.deepEqual([second.status, second.body['code']], [429, 'busy']);
      answer?.({ status: 200, body: { data: [] } });
      assert.equal((await first).status, 200);
      assert.equal((await list('account')).status, 200);
    });

    it('lets ten a minute through', async () => {
      await deploy();
      for (let i = 0; i < 5; i++) {
        assert.equal((await test('account')).status, 200);
        assert.equal((await list('new', '?source=sample')).status, 200);
      }
      assert.equal((await test('account')).status, 429);
      await host.advance(MINUTE - 1);
      assert.equal((await list('account')).status, 429);
      await host.advance(1);
      assert.equal((await test('account')).status, 200);
    });

    it('does not count what it never began', async () => {
      await deploy();
      for (let i = 0; i < 12; i++) assert.equal((await test('nobody')).status, 404);
      assert.equal((await test('account')).status, 200);
    });

    it('forgets a question whose dialog has closed', async () => {
      canned['/locations'] = new Promise(() => undefined);
      await deploy();
      await assert.rejects(test('account').timeout(1_000), { code: 'ECONNABORTED' });
      await reached('/locations');
      delete canned['/locations'];
      let status = 429;
      for (let i = 0; status === 429 && i < 50; i++) {
        await new Promise((done) => setTimeout(done, 10));
        ({ status } = await list('account'));
      }
      assert.equal(status, 200);
    });
  });

  async function reached(path: string): Promise<void> {
    while (!server.requests.some((request) => request.path === path))
      await new Promise((done) => setTimeout(done, 5));
  }
});
