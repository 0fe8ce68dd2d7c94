import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { respond } from '../../../../src/flatpeak/sample/respond';
import { utcSeconds } from '../../../../src/time/instant';
import { ANODE, ask, BUSBAR, HOUR, NOW, ZERO, type Json } from './ask';
import { runs } from '../../../support/runs';

const END = utcSeconds(NOW + HOUR);

/** Each call of each generation, and whether it exists there. */
const CALLS: { method?: string; path: string; body?: Json; in: (string | undefined)[] }[] = [
  { path: '/locations', in: [undefined, ZERO, ANODE, BUSBAR] },
  { path: '/locations/loc_sample_london', in: [undefined, ZERO, ANODE, BUSBAR] },
  { path: '/locations/loc_sample_london/status', in: [undefined, ZERO, ANODE, BUSBAR] },
  { path: '/events', in: [undefined, ZERO, ANODE, BUSBAR] },
  { path: '/events/evt_sample_device_create', in: [undefined, ZERO, ANODE, BUSBAR] },
  { path: '/tariffs/rates/loc_sample_london', in: [undefined, ZERO] },
  { method: 'POST', path: '/prices/loc_sample_london', body: { end_time: END }, in: [ANODE] },
  {
    method: 'POST',
    path: '/prices',
    body: { location_id: 'loc_sample_london', end_time: END },
    in: [BUSBAR],
  },
];

describe('sample account: routes', () => {
  for (const { method = 'GET', path, body, in: generations } of CALLS) {
    for (const version of [undefined, ZERO, ANODE, BUSBAR]) {
      const known = generations.includes(version);
      it(`${method} ${path} ${known ? 'answers' : 'is unknown'} under ${version ?? 'no version'}`, () => {
        const reply = ask(path, {
          method,
          body,
          query: { end_time: END },
          ...(version === undefined ? {} : { version }),
        });
        assert.equal(reply.status, known ? 200 : 404);
        if (!known) assert.deepEqual(reply.body, { message: 'Not Found' });
      });
    }
  }

  const unknown: [string, string][] = [
    ['GET', '/'],
    ['GET', ''],
    ['GET', '/locations/'],
    ['GET', '/locations/loc_other'],
    ['GET', '/locations/..'],
    ['GET', '/locations/%2e%2e'],
    ['GET', '/locations/__proto__'],
    ['GET', '/locations/loc_other/status'],
    ['GET', '/locations/loc_sample_london/status/more'],
    ['GET', '/tariffs/rates/loc_other'],
    ['GET', '/tariffs/rates'],
    ['GET', '/events/evt_other'],
    ['GET', '/v1/locations'],
    ['POST', '/login'],
    ['POST', '/locations'],
    ['DELETE', '/locations/loc_sample_london'],
    ['get', '/locations'],
  ];
  for (const [method, path] of unknown) {
    it(`does not know ${method} ${path}`, () => {
      const { status, body } = ask(path, { method });
      assert.equal(status, 404);
      assert.deepEqual(body, { message: 'Not Found' });
    });
  }

  it('never throws, always answers JSON, and the same request twice alike', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('loc_sample_oslo', '2026-07-15T00:00:00Z', '7'),
    );
    const part = fc.constantFrom('locations', 'tariffs', 'rates', 'prices', 'events', 'status');
    const names = fc.constantFrom('start_time', 'end_time', 'limit', 'direction', 'starting_after');
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST'),
        fc.array(fc.oneof(part, text), { maxLength: 4 }),
        fc.dictionary(fc.oneof(names, fc.string()), text, { maxKeys: 4 }),
        fc.option(fc.oneof(fc.json(), fc.string()), { nil: undefined }),
        fc.constantFrom(ZERO, ANODE, BUSBAR),
        (method, parts, query, body, version) => {
          const asking = { method, query, version, body };
          const first = ask(`/${parts.join('/')}`, asking);
          assert.ok([200, 400, 404, 422].includes(first.status));
          assert.deepEqual(ask(`/${parts.join('/')}`, asking), first);
        },
      ),
      { numRuns: runs(2000), seed: 20260715 },
    );
  });

  it('takes no mistake of its own for a refusal', () => {
    const query = {
      get limit(): string {
        throw new TypeError('a mistake');
      },
    };
    assert.throws(() => ask('/locations', { query }), TypeError);
  });

  it('answers a request without any header', () => {
    assert.equal(respond('GET', '/locations', {}, {}, undefined, NOW).status, 403);
  });
});
