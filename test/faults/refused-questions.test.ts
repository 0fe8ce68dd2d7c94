import assert from 'node:assert/strict';
import { answer } from '../support/fault-server';
import { behave, cleanUp, faultServer, over } from '../support/faulty-world';
import {
  failure,
  outcome,
  ratesReply,
  reply,
  SimulatedFlatPeak,
} from '../support/simulated-flatpeak';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Asks every minute for `hours` and gives the times at which FlatPeak was asked, ms. */
async function asked(flatpeak: SimulatedFlatPeak, hours: number): Promise<number[]> {
  for (let minute = 0; minute < hours * 60; minute++) {
    flatpeak.elapsed = minute * MINUTE;
    await outcome(flatpeak.rates());
  }
  return flatpeak.requests.filter(({ request }) => request.path !== '/login').map(({ at }) => at);
}

function gaps(times: number[]): number[] {
  return times.slice(1).map((at, i) => at - (times[i] ?? NaN));
}

describe('faults: questions that FlatPeak refuses', () => {
  afterEach(cleanUp);

  for (const [said, code, pause] of [
    ['pending_connect', 'pending', 15 * MINUTE],
    ['no_price_data', 'tariff_lost', HOUR],
    ['no_tariff_connected', 'no_tariff', HOUR],
    ['account_disabled', 'account_disabled', HOUR],
  ] as const) {
    it(`fault 21: 422 ${said} is "${code}" and asked at most every ${pause / MINUTE} minutes`, async () => {
      const flatpeak = new SimulatedFlatPeak();
      flatpeak.answer = () => reply(422, { object: 'error', code: said, message: 'No' });
      const error = await failure(flatpeak.rates());
      assert.deepEqual([error.code, error.status], [code, 422]);
      const times = await asked(flatpeak, 24);
      assert.ok(gaps(times).every((gap) => gap >= pause));
      assert.ok(times.length >= (24 * HOUR) / pause / 1.2, 'it never stops trying');
      assert.deepEqual(flatpeak.waits, []);
    });
  }

  it('fault 21: pending for two days is a lost tariff', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = () => reply(422, { code: 'pending_connect' });
    await asked(flatpeak, 47.9);
    assert.equal(await outcome(flatpeak.rates()), 'pending');
    flatpeak.elapsed += HOUR;
    assert.equal(await outcome(flatpeak.rates()), 'tariff_lost');
  });

  it('fault 21: import and export are refused apart', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = ({ query }) =>
      query['direction'] === 'EXPORT' ? reply(422, { code: 'no_tariff_connected' }) : ratesReply();
    const ask = (direction: 'IMPORT' | 'EXPORT') =>
      outcome(flatpeak.client.rates('loc_1', { end_time: '2026-05-05T12:00:00Z', direction }));
    assert.deepEqual([await ask('EXPORT'), await ask('IMPORT')], ['no_tariff', 'ok']);
  });

  it('fault 21: what the user has mended is asked again at once on request', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = (_, n) =>
      n === 1 ? reply(422, { code: 'no_tariff_connected' }) : ratesReply();
    assert.equal(await outcome(flatpeak.rates()), 'no_tariff');
    assert.equal(await outcome(flatpeak.rates()), 'no_tariff');
    flatpeak.client.forgive();
    assert.equal(await outcome(flatpeak.rates()), 'ok');
  });

  it('fault 21: the plain form of a 422', async () => {
    const flatpeak = new SimulatedFlatPeak();
    const message = 'Connect is processing link to tariff source.';
    flatpeak.answer = () => reply(422, { message });
    assert.equal(await outcome(flatpeak.rates()), 'pending');
  });

  it('fault 22: one location of three is unknown', async () => {
    const server = await faultServer((response, n, request) => {
      if (request.url?.includes('loc_2')) answer(response, 404, { message: 'Not Found' });
      else behave(response, n, request);
    });
    const flatpeak = over(server.url);
    for (let i = 0; i < 5; i++) {
      const results = ['loc_1', 'loc_2', 'loc_3'].map((id) => outcome(flatpeak.rates(id)));
      assert.deepEqual(await Promise.all(results), ['ok', 'not_found', 'ok']);
    }
    assert.deepEqual([server.logins(), server.reads()], [1, 5 + 1 + 5]);
    assert.equal(flatpeak.client.diagnostics().line, 'up');
  });

  it('fault 23: whatever the body of an error, the status decides', async () => {
    const bodies: [string, unknown][] = [
      ['object', { object: 'error', code: 'x', message: 'm' }],
      ['message', { message: 'Not Found' }],
      ['empty', ''],
      ['text', 'nope'],
      ['null', 'null'],
      ['list', '[]'],
      ['10 MB', 'x'.repeat(10 * 1024 * 1024)],
      ['binary', Buffer.from([0, 255, 128, 7])],
    ];
    for (const [name, body] of bodies) {
      for (const [status, code] of [
        [400, 'bad_input'],
        [404, 'not_found'],
        [409, 'conflict'],
        [422, 'bad_input'],
      ] as const) {
        const server = await faultServer((response) => answer(response, status, body));
        const error = await failure(over(server.url).rates());
        assert.deepEqual([error.code, error.status], [code, status], name);
        // Of an unknown location nothing else is asked but whether it exists.
        assert.equal(server.reads(), status === 404 ? 2 : 1);
      }
    }
  });

  it('fault 23: of a long error only the beginning is read', async () => {
    let written = 0;
    const server = await faultServer((response) => {
      response.writeHead(500);
      const chunk = Buffer.alloc(16 * 1024);
      const pour = (): void => {
        while (!response.destroyed && written < 100 * 1024 * 1024) {
          written += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', pour);
            return;
          }
        }
      };
      pour();
    });
    await failure(over(server.url).rates());
    assert.ok(written < 20 * 1024 * 1024, `${written} bytes`);
  });
});
