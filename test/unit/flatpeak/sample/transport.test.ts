import assert from 'node:assert/strict';
import { sampleTransport } from '../../../../src/flatpeak/sample/transport';
import { TransportError } from '../../../../src/flatpeak/transport';
import { BASIC, NOW } from './ask';

const LOGIN = {
  method: 'GET',
  path: '/login',
  query: {},
  headers: { authorization: BASIC },
} as const;
const limits = (signal = new AbortController().signal) => ({ signal, maxBody: 1 << 20 });

describe('sample account: transport', () => {
  it('carries a request and brings its reply', async () => {
    const reply = await sampleTransport(() => NOW)(LOGIN, limits());
    assert.equal(reply.status, 200);
    assert.equal(JSON.parse(reply.body).live_mode, false);
  });

  it('carries the body of a POST', async () => {
    const transport = sampleTransport(() => NOW);
    const token = JSON.parse((await transport(LOGIN, limits())).body).bearer_token;
    const reply = await transport(
      {
        method: 'POST',
        path: '/prices',
        query: {},
        headers: { authorization: `Bearer ${token}`, 'flatpeak-version': 'x.busbar' },
        body: '{"location_id":"loc_sample_berlin","end_time":"2026-07-16T00:00:00Z"}',
      },
      limits(),
    );
    assert.equal(reply.status, 200);
    assert.equal(JSON.parse(reply.body).location_id, 'loc_sample_berlin');
  });

  it('asks the clock at each request', async () => {
    let now = NOW;
    const transport = sampleTransport(() => now);
    const first = await transport(LOGIN, limits());
    now += 1000;
    assert.notEqual((await transport(LOGIN, limits())).body, first.body);
  });

  it('answers only after the caller has gone on', async () => {
    let answered = false;
    const reply = sampleTransport(() => NOW)(LOGIN, limits()).then(() => (answered = true));
    assert.equal(answered, false);
    await reply;
    assert.equal(answered, true);
  });

  it('rejects a request that was aborted before it began', async () => {
    const sent = sampleTransport(() => NOW)(LOGIN, limits(AbortSignal.abort()));
    await assert.rejects(sent, (error) => {
      assert.ok(error instanceof TransportError);
      assert.equal(error.fault, 'aborted');
      assert.equal(error.sent, false);
      return true;
    });
  });
});
