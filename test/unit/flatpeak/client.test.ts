import assert from 'node:assert/strict';
import { FlatPeakClient } from '../../../src/flatpeak/client';
import {
  KEY,
  loginReply,
  ACCOUNT,
  outcome,
  QUERY,
  reply,
  SimulatedFlatPeak,
  START,
} from '../../support/simulated-flatpeak';

describe('the client', () => {
  it('logs in once with Basic, then reads with the bearer token and the version header', async () => {
    const flatpeak = new SimulatedFlatPeak();
    await flatpeak.rates('loc_1');
    await flatpeak.rates('loc_2');
    const [login, first, second] = flatpeak.requests.map(({ request }) => request);
    assert.equal(flatpeak.requests.length, 3);
    assert.equal(login?.path, '/login');
    assert.equal(
      login?.headers['authorization'],
      `Basic ${Buffer.from(`${ACCOUNT}:${KEY}`).toString('base64')}`,
    );
    assert.equal(first?.path, '/tariffs/rates/loc_1');
    assert.equal(first?.headers['authorization'], 'Bearer token-1');
    assert.equal(first?.headers['flatpeak-version'], '2024-08-24.zero');
    assert.deepEqual(first?.query, {
      start_time: '2026-05-04T12:00:00Z',
      end_time: '2026-05-04T13:00:00Z',
      include_tariff: 'true',
      include_carbon: 'false',
      direction: 'IMPORT',
    });
    assert.equal(second?.path, '/tariffs/rates/loc_2');
  });

  it('sends no version header for an empty version', async () => {
    const flatpeak = new SimulatedFlatPeak({ version: '' });
    await flatpeak.rates();
    assert.ok(!('flatpeak-version' in (flatpeak.requests[0]?.request.headers ?? {})));
  });

  it('brings location, list, status and event as FlatPeak sent them, unknown fields included', async () => {
    const flatpeak = new SimulatedFlatPeak();
    const bodies: Record<string, object> = {
      '/locations/loc_1': { id: 'loc_1', timezone: 'Europe/Oslo', tariff_elements: ['trf_1'] },
      '/locations': { object: 'list', has_more: false, data: [{ id: 'loc_1' }], odd: 1 },
      '/locations/loc_1/status': {
        tariff_status: { commodity_import: { status: 'CONNECTED ' }, local: null },
      },
      '/events/evt_1': { id: 'evt_1', type: 'tariff.expired', data: { location_id: 'loc_1' } },
    };
    flatpeak.answer = ({ path }) => reply(200, bodies[path]);
    const { client } = flatpeak;
    assert.deepEqual(await client.location('loc_1'), bodies['/locations/loc_1']);
    assert.deepEqual(await client.locations(), bodies['/locations']);
    assert.equal(
      (await client.status('loc_1')).tariff_status?.commodity_import?.status,
      'CONNECTED',
    );
    assert.deepEqual(await client.event('evt_1'), bodies['/events/evt_1']);
  });

  it('tells whether the account is live, and never the token', async () => {
    const flatpeak = new SimulatedFlatPeak();
    assert.deepEqual(await flatpeak.client.login(), { live_mode: false });
  });

  it('says which id is none, and asks nothing', async () => {
    const { client, requests } = new SimulatedFlatPeak();
    for (const [call, detail] of [
      [client.location('../login'), 'location_id'],
      [client.status(''), 'location_id'],
      [client.event('a/b'), 'event_id'],
      [client.rates('.', QUERY), 'location_id'],
    ] as const)
      await assert.rejects(call, { code: 'bad_input', detail });
    assert.equal(requests.length, 0);
  });

  it('walks through every page of locations', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = ({ query }) =>
      reply(200, {
        data: [{ id: query['starting_after'] ? 'b' : 'a' }],
        has_more: !query['starting_after'],
      });
    const ids: string[] = [];
    for await (const { id } of flatpeak.client.allLocations()) ids.push(id);
    assert.deepEqual(ids, ['a', 'b']);
  });

  it('asks again at once for what was refused when the user has changed something', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = () => reply(404, {});
    for (let i = 0; i < 2; i++)
      assert.equal(await outcome(flatpeak.client.status('loc_1')), 'not_found');
    assert.equal(flatpeak.reads, 1);
    flatpeak.client.forgive();
    assert.equal(await outcome(flatpeak.client.status('loc_1')), 'not_found');
    assert.equal(flatpeak.reads, 2);
  });

  it('replaces a token that is refused, once', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = ({ headers }) =>
      headers['authorization'] === 'Bearer token-1' ? reply(403, {}) : reply(200, { id: 'loc_1' });
    assert.equal(await outcome(flatpeak.client.location('loc_1')), 'ok');
    assert.deepEqual([flatpeak.logins, flatpeak.reads], [2, 2]);
    flatpeak.answer = () => reply(403, {});
    assert.equal(await outcome(flatpeak.client.location('loc_2')), 'forbidden');
    assert.deepEqual([flatpeak.logins, flatpeak.reads], [3, 4]);
  });

  it('does not take one refusal, by a token that may be old, for a ban', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = (_, n) => reply(n < 3 ? 503 : 403, {});
    assert.equal(await outcome(flatpeak.client.location('loc_1')), 'unavailable');
    assert.equal(flatpeak.reads, 3);
  });

  it('tells its last error, unless a caller only left', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = () => reply(404, {});
    flatpeak.elapsed = 5;
    await outcome(flatpeak.client.status('loc_1'));
    const expected = { code: 'not_found', at: START + 5 };
    assert.deepEqual(flatpeak.client.diagnostics().lastError, expected);
    const signal = AbortSignal.abort();
    assert.equal(await outcome(flatpeak.client.status('loc_2', { signal })), 'cancelled');
    assert.deepEqual(flatpeak.client.diagnostics().lastError, expected);
  });

  it('refuses what cannot be an account before any request', () => {
    const base = { accountId: ACCOUNT, apiKey: KEY };
    for (const [detail, options] of [
      ['account_id', { accountId: '' }],
      ['account_id', { accountId: 'a:b' }],
      ['account_id', { accountId: 'x'.repeat(1025) }],
      ['account_id', { accountId: 7 as unknown as string }],
      ['api_key', { apiKey: ' ' }],
      ['api_key', { apiKey: 'key\r\nx: y' }],
      ['api_key', { apiKey: 'key\0' }],
      ['base_url', { baseUrl: 'http://example.com' }],
      ['version', { version: 'a\r\nb' }],
    ] as const) {
      assert.throws(() => new FlatPeakClient({ ...base, ...options }), {
        code: 'bad_input',
        detail,
      });
    }
  });

  it('takes credentials of up to 1,024 characters', () => {
    const longest = 'x'.repeat(1024);
    assert.doesNotThrow(() => new FlatPeakClient({ accountId: longest, apiKey: longest }).close());
  });

  it('refuses bad questions before any request', async () => {
    const flatpeak = new SimulatedFlatPeak();
    const { client } = flatpeak;
    for (const call of [
      () => client.location('..'),
      () => client.rates('loc_1', { ...QUERY, end_time: QUERY.start_time }),
      () => client.rates('loc_1', { ...QUERY, end_time: '2026-05-04' }),
      () => client.rates('loc_1', { ...QUERY, end_time: '2099-05-04T12:00:00Z' }),
      () => client.rates('loc_1', { ...QUERY, direction: 'LOCAL' as 'IMPORT' }),
      () => client.rates('loc_1', { ...QUERY, include_carbon: 'yes' as unknown as boolean }),
      () => client.locations({ limit: 101 }),
      () => client.locations({ starting_after: 'loc_1', ending_before: 'loc_2' }),
      () => client.locations({ customer_id: 'a/b' }),
      () => client.locations({ reference_id: '' }),
    ]) {
      assert.equal(await outcome(call()), 'bad_input');
    }
    assert.equal(flatpeak.requests.length, 0);
  });

  it('ends open and later calls with "cancelled" when it closes', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = () => new Promise(() => undefined);
    const open = outcome(flatpeak.rates());
    await new Promise(setImmediate);
    flatpeak.client.close();
    assert.equal(await open, 'cancelled');
    assert.equal(await outcome(flatpeak.rates()), 'cancelled');
    assert.equal(await outcome(flatpeak.client.login()), 'cancelled');
    assert.equal(flatpeak.reads, 1);
  });

  it('ends the request of a call that nobody waits for any more', async () => {
    let limits: AbortSignal | undefined;
    const flatpeak = new SimulatedFlatPeak({
      transport: (_, { signal }) => {
        limits = signal;
        return new Promise(() => undefined);
      },
    });
    const leave = new AbortController();
    const call = outcome(flatpeak.client.status('loc_1', { signal: leave.signal }));
    await new Promise(setImmediate);
    leave.abort();
    assert.equal(await call, 'cancelled');
    assert.equal(limits?.aborted, false, 'a login is for all');
    flatpeak.client.close();
    assert.equal(limits?.aborted, true);
    assert.deepEqual(flatpeak.client.diagnostics().failures, 0);
  });

  it('ends a read with its last caller', async () => {
    let limits: AbortSignal | undefined;
    const flatpeak = new SimulatedFlatPeak({
      transport: async ({ path }, { signal }) => {
        if (path === '/login') return loginReply();
        limits = signal;
        return new Promise(() => undefined);
      },
    });
    const leave = new AbortController();
    const call = outcome(flatpeak.client.status('loc_1', { signal: leave.signal }));
    await new Promise(setImmediate);
    assert.equal(limits?.aborted, false);
    leave.abort();
    assert.equal(await call, 'cancelled');
    assert.equal(limits?.aborted, true);
    await new Promise(setImmediate);
    const { failures, line } = flatpeak.client.diagnostics();
    assert.deepEqual([failures, line], [0, 'up']);
  });

  it('shows FlatPeak’s clock beside this machine’s, from the latest reply that tells it', async () => {
    const flatpeak = new SimulatedFlatPeak();
    const date = new Date(START + 3_600_000).toUTCString();
    flatpeak.answer = (_, n) =>
      reply(n === 1 ? 404 : 200, { id: 'loc_1' }, n === 2 ? {} : { date });
    assert.equal(flatpeak.client.diagnostics().serverTime, undefined);
    flatpeak.elapsed = 1_500;
    await outcome(flatpeak.client.location('loc_1'));
    const expected = { at: START + 3_600_000, monotonic: 1_500, offset: 3_598_500 };
    assert.deepEqual(flatpeak.client.diagnostics().serverTime, expected);
    assert.equal(flatpeak.client.diagnostics().lastReply, START + 1_500, 'of the login');
    flatpeak.elapsed = 9_000;
    await flatpeak.client.location('loc_2');
    assert.deepEqual(flatpeak.client.diagnostics().serverTime, expected);
    assert.equal(flatpeak.client.diagnostics().lastReply, START + 9_000);
    await flatpeak.client.location('loc_3');
    assert.equal(flatpeak.client.diagnostics().serverTime?.monotonic, 9_000);
  });

  it('counts what it did, without secrets', async () => {
    const flatpeak = new SimulatedFlatPeak();
    await Promise.all([flatpeak.rates(), flatpeak.rates()]);
    const facts = flatpeak.client.diagnostics();
    assert.deepEqual(
      [facts.calls, facts.logins, facts.shared, facts.retries, facts.failures],
      [2, 1, 1, 0, 0],
    );
    assert.deepEqual([facts.line, facts.nextTry, facts.loginRefused], ['up', undefined, undefined]);
    assert.ok(!JSON.stringify(facts).includes(KEY));
  });
});
