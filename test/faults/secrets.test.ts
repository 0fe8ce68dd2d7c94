import assert from 'node:assert/strict';
import { FlatPeakClient, type ClientOptions } from '../../src/flatpeak/client';
import type { ServerResponse } from 'node:http';
import { assertNoSecret, CANARY, everyText, printedDuring } from '../support/canary';
import { certificateAuthority } from '../support/certificates';
import { answer, type Misbehaviour } from '../support/fault-server';
import { behave, cleanUp, faultServer, SHORT } from '../support/faulty-world';
import { QUERY } from '../support/simulated-flatpeak';

const CREDENTIALS = { accountId: CANARY.account, apiKey: CANARY.key };

function canaryLogin(response: ServerResponse): void {
  answer(response, 200, { bearer_token: CANARY.token, expires_in: 3600, live_mode: true });
}

/** Sends back what it was sent, wherever it fits. */
function echo(status: number): Misbehaviour {
  return (response, _, { headers: { authorization = '' } }) => {
    const secrets = `${authorization} ${CANARY.key} ${CANARY.account}`;
    const code = authorization;
    const body = { object: 'error', code, type: secrets, message: secrets, context: secrets };
    const headers = { location: `https://x/?k=${CANARY.key}`, 'retry-after': secrets };
    response.statusMessage = secrets;
    answer(response, status, { ...body, [CANARY.key]: secrets, data: [{ id: secrets }] }, headers);
  };
}

const MISBEHAVIOURS: Record<string, Misbehaviour> = {
  none: behave,
  'connection cut': (response) => response.socket?.destroy(),
  silence: () => undefined,
  'body cut': (response) => {
    response.writeHead(200, { 'content-length': '999' });
    response.write(CANARY.token, () => response.socket?.destroy());
  },
  'not JSON': (response, _, { headers }) =>
    answer(response, 200, `<p>${headers.authorization}</p>`),
  'not HTTP': (response, _, { headers }) =>
    response.socket?.end(`oops ${headers.authorization}\r\n`),
  'too large': (response) => answer(response, 200, CANARY.key.repeat(500_000)),
  ...Object.fromEntries(
    [200, 302, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503].map((status) => [
      `echo ${status}`,
      echo(status),
    ]),
  ),
};

/** Every call, and everything a user could see of it. */
async function exercise(client: FlatPeakClient, seen: [string, string][]): Promise<void> {
  const calls: Record<string, () => Promise<unknown>> = {
    login: () => client.login(),
    rates: () => client.rates('loc_1', QUERY),
    location: () => client.location('loc_2'),
    locations: () => client.locations(),
    status: () => client.status('loc_3'),
    event: () => client.event('evt_1'),
    'bad id': () => client.event(CANARY.key),
  };
  for (const [name, call] of Object.entries(calls)) {
    // What FlatPeak itself says in a good reply is the user's own data; errors are ours.
    await call().catch((error: unknown) => seen.push([`the error of ${name}`, everyText(error)]));
  }
  seen.push(['diagnostics', everyText(client.diagnostics())]);
  seen.push(['the client', everyText(client)]);
}

describe('fault 49: secrets are nowhere', () => {
  afterEach(cleanUp);

  async function check(options: Partial<ClientOptions>): Promise<void> {
    const seen: [string, string][] = [];
    const printed = await printedDuring(async () => {
      const client = new FlatPeakClient({
        ...CREDENTIALS,
        sleep: async () => undefined,
        budgets: { ...SHORT, idle: 50 },
        ...options,
      });
      await exercise(client, seen);
      client.close();
      await exercise(client, seen);
    });
    for (const [where, text] of [...seen, ['the console', printed]] as const) {
      assertNoSecret(text, where);
    }
  }

  for (const [name, misbehave] of Object.entries(MISBEHAVIOURS)) {
    it(`when reads meet: ${name}`, async () => {
      const { url } = await faultServer(misbehave, { login: canaryLogin });
      await check({ baseUrl: url });
    });

    it(`when the login meets: ${name}`, async () => {
      const { url } = await faultServer(behave, { login: misbehave });
      await check({ baseUrl: url });
    });
  }

  it('when nobody listens, and when TLS fails', async () => {
    const certificate = certificateAuthority().issue();
    const { url } = await faultServer(behave, { certificate });
    await check({ baseUrl: url });
    const closed = await faultServer(behave);
    await closed.close();
    await check({ baseUrl: closed.url });
  });

  it('when the transport throws what it was given', async () => {
    await check({
      transport: async (request) => {
        throw Object.assign(new Error(JSON.stringify(request)), { request });
      },
    });
  });

  it('when the settings themselves are refused', () => {
    for (const options of [
      { accountId: `${CANARY.account}\n` },
      { apiKey: `${CANARY.key}\0` },
      { baseUrl: `https://${CANARY.account}:${CANARY.key}@api.flatpeak.com` },
      { version: `${CANARY.key}\r` },
    ]) {
      try {
        void new FlatPeakClient({ ...CREDENTIALS, ...options });
        assert.fail('accepted');
      } catch (error) {
        assertNoSecret(everyText(error), 'the error');
      }
    }
  });
});
