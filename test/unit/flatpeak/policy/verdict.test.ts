import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  errorOf,
  misshapen,
  verdictOnFault,
  verdictOnReply,
} from '../../../../src/flatpeak/policy/verdict';
import { TransportError, type TransportFault } from '../../../../src/flatpeak/transport';
import { reply } from '../../../support/simulated-flatpeak';
import { runs } from '../../../support/runs';

const judge = (status: number, body: unknown = '', headers: Record<string, string> = {}) =>
  verdictOnReply(reply(status, body, headers), 0);

describe('the verdict on a reply', () => {
  it('goes by the status first', () => {
    const table: [number, string, string, string][] = [
      [300, 'bad_response', 'unreached', 'never'],
      [301, 'bad_response', 'unreached', 'never'],
      [302, 'bad_response', 'unreached', 'never'],
      [304, 'bad_response', 'unreached', 'never'],
      [400, 'bad_input', 'fine', 'never'],
      [401, 'forbidden', 'fine', 'never'],
      [403, 'forbidden', 'fine', 'never'],
      [404, 'not_found', 'fine', 'never'],
      [405, 'bad_input', 'fine', 'never'],
      [408, 'unavailable', 'reached', 'later'],
      [409, 'conflict', 'fine', 'never'],
      [410, 'bad_input', 'fine', 'never'],
      [418, 'bad_input', 'fine', 'never'],
      [422, 'bad_input', 'fine', 'never'],
      [429, 'rate_limited', 'reached', 'later'],
      [500, 'unavailable', 'reached', 'later'],
      [502, 'unavailable', 'reached', 'later'],
      [503, 'unavailable', 'reached', 'later'],
      [504, 'unavailable', 'reached', 'later'],
      [599, 'unavailable', 'reached', 'later'],
    ];
    for (const [status, code, line, retry] of table) {
      const verdict = judge(status);
      assert.deepEqual(
        [verdict?.code, verdict?.line, verdict?.retry, verdict?.status],
        [code, line, retry, status],
      );
    }
    for (const status of [200, 201, 204, 299]) assert.equal(judge(status), undefined);
  });

  it('has a detail where there is one to tell', () => {
    const verdict = { code: 'bad_input', status: 400, line: 'fine', retry: 'never' };
    assert.deepEqual(judge(400), verdict);
    assert.deepEqual(judge(400, { code: 'bad_time' }), { ...verdict, detail: 'bad_time' });
    assert.equal(judge(302)?.detail, 'redirect');
    assert.deepEqual(misshapen('data[0]'), {
      code: 'bad_response',
      detail: 'data[0]',
      line: 'reached',
      retry: 'never',
    });
  });

  it('becomes an error with all that is known, and no more', () => {
    const { code, status, detail, retryAt } = errorOf(misshapen('x'), 7);
    assert.deepEqual([code, status, detail, retryAt], ['bad_response', undefined, 'x', 7]);
    const plain = errorOf({ code: 'forbidden', status: 403, line: 'fine', retry: 'never' });
    assert.deepEqual([plain.status, plain.detail, plain.retryAt], [403, undefined, undefined]);
  });

  it('tells the kinds of 422 apart, also when it is called 412', () => {
    const codes: [string, string][] = [
      ['pending_connect', 'pending'],
      ['no_price_data', 'tariff_lost'],
      ['no_tariff_connected', 'no_tariff'],
      ['account_disabled', 'account_disabled'],
      ['constructor', 'bad_input'],
      ['__proto__', 'bad_input'],
    ];
    for (const [code, expected] of codes) {
      assert.equal(judge(422, { object: 'error', code })?.code, expected);
      assert.equal(judge(412, { code })?.code, expected);
    }
    const message = 'Connect is processing link to tariff source.';
    assert.equal(judge(422, { message })?.code, 'pending');
    assert.equal(judge(422, { message: 'Unsupported combination' })?.code, 'bad_input');
  });

  it('reports a word of FlatPeak’s and nothing that may echo the request', () => {
    for (const code of ['end_time_invalid', 'a'.repeat(48)]) {
      assert.equal(judge(400, { code })?.detail, code);
    }
    for (const code of ['acc_1', 'sk_live_X', 'Bearer x', 7, null, '', 'a'.repeat(49), {}]) {
      assert.equal(judge(400, { code })?.detail, undefined);
    }
  });

  it('takes Retry-After from those who may be asked again', () => {
    const headers = { 'retry-after': '7' };
    assert.equal(judge(429, '', headers)?.retryAfter, 7000);
    assert.equal(judge(503, '', headers)?.retryAfter, 7000);
    assert.equal(judge(404, '', headers)?.retryAfter, undefined);
    assert.ok(!('retryAfter' in (judge(503) ?? {})));
  });

  it('never throws, whatever the body', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 999 }),
        fc.oneof(fc.string(), fc.jsonValue()),
        (status, body) => {
          const verdict = judge(status, body);
          assert.equal(verdict === undefined, status >= 200 && status < 300);
        },
      ),
      { numRuns: runs(1000) },
    );
  });
});

describe('the verdict on a transport fault', () => {
  it('follows from the kind, and from whether the request can have been sent', () => {
    const table: [TransportFault, string, string | undefined, string][] = [
      ['dns', 'network', 'dns', 'later'],
      ['refused', 'network', 'refused', 'later'],
      ['unreachable', 'network', 'unreachable', 'later'],
      ['tls', 'network', 'tls', 'never'],
      ['tls_date', 'network', 'tls_date', 'never'],
      ['proxy', 'network', 'proxy', 'later'],
      ['reset', 'network', 'reset', 'at once'],
      ['late', 'timeout', undefined, 'later'],
      ['truncated', 'network', 'truncated', 'later'],
      ['garbled', 'bad_response', 'not_http', 'never'],
      ['too_large', 'bad_response', 'too_large', 'never'],
      ['aborted', 'network', 'aborted', 'never'],
    ];
    for (const [fault, code, detail, retry] of table) {
      const verdict = verdictOnFault(new TransportError(fault, false));
      assert.deepEqual([verdict.code, verdict.detail, verdict.retry], [code, detail, retry]);
      assert.equal(verdict.line, 'unreached');
      assert.equal(verdictOnFault(new TransportError(fault, true)).line, 'reached');
    }
  });
});
