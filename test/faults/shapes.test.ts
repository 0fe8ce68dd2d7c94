import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as fc from 'fast-check';
import { answer } from '../support/fault-server';
import { cleanUp, faultServer, over } from '../support/faulty-world';
import {
  failure,
  outcome,
  QUERY,
  ratesReply,
  reply,
  SimulatedFlatPeak,
  slot,
  START,
} from '../support/simulated-flatpeak';
import { runs } from '../support/runs';

const GOOD = JSON.parse(ratesReply().body) as Record<string, unknown>;

async function rates(body: unknown) {
  const flatpeak = new SimulatedFlatPeak();
  flatpeak.answer = () => reply(200, body);
  return flatpeak.rates();
}

/** `count` slots of `minutes` each, as FlatPeak writes them. */
function month(count: number, minutes: number): unknown[] {
  const at = (i: number) => new Date(Date.UTC(2026, 0, 1) + i * minutes * 60_000).toISOString();
  return Array.from({ length: count }, (_, i) => ({
    valid_from: at(i).replace('.000', ''),
    valid_to: at(i + 1).replace('.000', ''),
    tariff: { rate: (i % 97) / 100, confidence: 1 },
    carbon: { intensity: i % 300, relative: 0.5, confidence: 0.9 },
  }));
}

describe('faults: replies of another shape', () => {
  afterEach(cleanUp);

  it('fault 24: rates without what they need name the place', async () => {
    const cases: [unknown, string][] = [
      [null, 'reply'],
      ['"ok"', 'reply'],
      [[], 'live_mode'],
      [{}, 'live_mode'],
      [{ ...GOOD, live_mode: 'true' }, 'live_mode'],
      [{ ...GOOD, location_timezone: undefined }, 'location_timezone'],
      [{ ...GOOD, location_timezone: '' }, 'location_timezone'],
      [{ ...GOOD, currency_code: 5 }, 'currency_code'],
      [{ ...GOOD, data: null }, 'data'],
      [{ ...GOOD, data: {} }, 'data'],
      [{ ...GOOD, data: [null, null] }, 'data[0]'],
      [{ ...GOOD, data: [slot({ rate: '0.1' })] }, 'data[0]'],
    ];
    for (const [body, detail] of cases) {
      const error = await failure(rates(body));
      assert.deepEqual([error.code, error.detail], ['bad_response', detail]);
    }
  });

  it('fault 24: what nothing depends on may have any shape', async () => {
    const odd = await rates({ ...GOOD, next_update: 5, id: null, request: 'x', time_created: {} });
    assert.equal(odd.data.length, 1);
    assert.equal(odd.next_update, undefined);
  });

  it('fault 24: data may be missing, which is no data', async () => {
    assert.deepEqual((await rates({ ...GOOD, data: undefined })).data, []);
  });

  it('fault 24: a misshapen reply is not asked for again at once, and not for ever', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = () => reply(200, {});
    const { retryAt = NaN } = await failure(flatpeak.rates());
    for (let i = 0; i < 100; i++) assert.equal(await outcome(flatpeak.rates()), 'bad_response');
    assert.equal(flatpeak.reads, 1);
    flatpeak.elapsed = retryAt - START;
    await failure(flatpeak.rates());
    assert.equal(flatpeak.reads, 2);
  });

  it('fault 24: other replies', async () => {
    const flatpeak = new SimulatedFlatPeak();
    const { client } = flatpeak;
    const ask = async (
      body: unknown,
      call: () => Promise<unknown>,
    ): Promise<string | undefined> => {
      flatpeak.answer = () => reply(200, body);
      flatpeak.elapsed += 3_600_000;
      const error = await failure(call());
      assert.equal(error.code, 'bad_response');
      return error.detail;
    };
    assert.equal(await ask({}, () => client.location('loc_1')), 'id');
    assert.equal(await ask({ id: 7 }, () => client.location('loc_1')), 'id');
    assert.equal(await ask({}, () => client.locations()), 'data');
    assert.equal(await ask({ data: [{ id: 'a' }, {}] }, () => client.locations()), 'data[1].id');
    assert.equal(await ask({ tariff_status: 'x' }, () => client.status('loc_1')), 'tariff_status');
    assert.equal(
      await ask({ tariff_status: { local: { status: 7 } } }, () => client.status('loc_1')),
      'tariff_status.local.status',
    );
    assert.equal(await ask({ id: 'evt_1' }, () => client.event('evt_1')), 'type');
  });

  it('fault 24: any JSON is good rates or "bad_response", and Object.prototype stays clean', async () => {
    const key = fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      'data',
      'live_mode',
      'request',
    );
    const odd = fc.dictionary(key, fc.jsonValue()).map((extra) => ({ ...GOOD, ...extra }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), odd), async (body) => {
        const result = await outcome(rates(body));
        assert.ok(['ok', 'bad_response'].includes(result), result);
        assert.deepEqual(Object.keys(Object.prototype), []);
        assert.equal(({} as Record<string, unknown>)['live_mode'], undefined);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('fault 24: an own __proto__ in a reply is not followed', async () => {
    const body = JSON.stringify(GOOD).replace('{', '{"__proto__":{"polluted":true},');
    const reply = await rates(body);
    assert.equal((reply as Record<string, unknown>)['polluted'], undefined);
    assert.equal(reply.currency_code, 'GBP');
  });

  it('fault 25: slots without a usable rate are dropped and counted', async () => {
    const bad = ['1e999', '-1e999', '"0.12"', 'null', 'true', '{}', '[]'];
    const slots = bad.map((rate) => JSON.stringify(slot({ rate: 0 })).replace(':0}', `:${rate}}`));
    const data = [...slots, JSON.stringify(slot()), JSON.stringify(slot({ confidence: 1 }))];
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = () =>
      reply(200, JSON.stringify({ ...GOOD, data: '?' }).replace('"?"', `[${data.join()}]`));
    const answer = await flatpeak.rates();
    assert.deepEqual(answer.data, [slot()]);
    assert.equal(flatpeak.client.diagnostics().droppedSlots, bad.length + 1);
  });

  it('fault 27: negative rates are rates', async () => {
    const { data } = await rates({ ...GOOD, data: [slot({ rate: -0.25, confidence: 1 })] });
    assert.equal(data[0]?.tariff?.rate, -0.25);
  });

  it('fault 30: instants without an offset, or that do not exist, drop their slot', async () => {
    const instants = [
      '2026-05-04T12:00:00',
      '2026-05-04',
      '2026-05-03T24:00:00Z',
      '2026-13-01T00:00:00Z',
    ];
    const bad = instants.map((valid_from) => ({ ...slot(), valid_from }));
    assert.deepEqual((await rates({ ...GOOD, data: [...bad, slot()] })).data, [slot()]);
  });

  it('fault 31: no slots at all', async () => {
    assert.deepEqual((await rates({ ...GOOD, data: [] })).data, []);
  });

  for (const [count, minutes] of [
    [8_640, 15],
    [25_920, 5],
  ] as const) {
    it(`fault 32: ${count} slots of ${minutes} minutes`, async () => {
      const body = JSON.stringify({ ...GOOD, data: month(count, minutes) });
      const server = await faultServer((response) => answer(response, 200, body));
      const flatpeak = over(server.url);
      await flatpeak.client.login();
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      const answered = await flatpeak.rates();
      delay.disable();
      assert.equal(answered.data.length, count);
      assert.ok(delay.max < 1500e6, `blocked for ${delay.max / 1e6} ms`);
    });
  }

  it('fault 32: more than 8 MiB is not read to its end', async () => {
    let written = 0;
    const server = await faultServer((response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(256 * 1024, ' ');
      const pour = (): void => {
        while (!response.destroyed && written < 200 * 1024 * 1024) {
          written += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', pour);
            return;
          }
        }
      };
      pour();
    });
    const error = await failure(over(server.url).rates());
    assert.deepEqual([error.code, error.detail], ['bad_response', 'too_large']);
    assert.equal(server.reads(), 1);
    assert.ok(written < 40 * 1024 * 1024, `${written} bytes`);
  });

  it('fault 32: a login of more than 64 KiB', async () => {
    const server = await faultServer(() => undefined, {
      login: (response) => answer(response, 200, ' '.repeat(65 * 1024)),
    });
    assert.equal((await failure(over(server.url).rates())).detail, 'too_large');
  });

  it('fault 33: 100 days are asked in pieces and joined at exact seams', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = ({ query }) =>
      reply(200, {
        ...GOOD,
        request: query,
        data: [
          { valid_from: query['start_time'], valid_to: query['end_time'], tariff: { rate: 0.1 } },
        ],
      });
    const start_time = '2026-03-01T00:00:00Z';
    const end_time = '2026-06-09T00:00:00Z';
    const { data, request } = await flatpeak.client.rates('loc_1', { start_time, end_time });
    assert.equal(flatpeak.reads, 4);
    assert.equal(data[0]?.valid_from, start_time);
    assert.equal(data.at(-1)?.valid_to, end_time);
    data.slice(1).forEach((part, i) => assert.equal(part.valid_from, data[i]?.valid_to));
    assert.deepEqual([request?.['start_time'], request?.['end_time']], [start_time, end_time]);
  });

  it('fault 33: a piece that fails fails the whole', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = (_, n) => (n === 2 ? reply(422, { code: 'no_price_data' }) : ratesReply());
    const end_time = '2026-08-09T00:00:00Z';
    const call = flatpeak.client.rates('loc_1', { ...QUERY, end_time });
    assert.equal(await outcome(call), 'tariff_lost');
    assert.equal(flatpeak.reads, 2);
  });

  it('fault 34: a list without end', async () => {
    const pages: [string, (n: number) => object, number][] = [
      ['has_more for ever', (n) => ({ has_more: true, data: [{ id: `loc_${n}` }] }), 1000],
      ['a cursor that repeats', () => ({ has_more: true, data: [{ id: 'loc_1' }] }), 2],
      ['an empty page', () => ({ has_more: true, data: [] }), 1],
    ];
    for (const [name, page, expected] of pages) {
      const flatpeak = new SimulatedFlatPeak();
      flatpeak.answer = (_, n) => reply(200, page(n));
      let count = 0;
      for await (const _ of flatpeak.client.allLocations()) count++;
      assert.equal(flatpeak.reads, expected, name);
      assert.ok(count <= 1000);
    }
  });

  it('fault 34: a list whose ids cannot be cursors', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = () => reply(200, { has_more: true, data: [{ id: '../login' }] });
    const walk = async (): Promise<void> => {
      for await (const _ of flatpeak.client.allLocations());
    };
    assert.equal(await outcome(walk()), 'bad_input');
    assert.equal(flatpeak.reads, 1);
  });
});
