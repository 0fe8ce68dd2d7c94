import assert from 'node:assert/strict';
import { transportError } from '../../../src/flatpeak/http/faults';
import { TransportError } from '../../../src/flatpeak/transport';

const faultOf = (code: unknown, connected = false, answered = false) =>
  transportError(Object.assign(new Error('x'), { code }), { connected, answered });

describe('what a failed request is called', () => {
  it('goes by the code while there is no answer', () => {
    const table: [string | undefined, string][] = [
      ['ENOTFOUND', 'dns'],
      ['EAI_AGAIN', 'dns'],
      ['EAI_FAIL', 'dns'],
      ['ECONNREFUSED', 'refused'],
      ['ENETUNREACH', 'unreachable'],
      ['EHOSTUNREACH', 'unreachable'],
      ['ENETDOWN', 'unreachable'],
      ['EADDRNOTAVAIL', 'unreachable'],
      ['EPERM', 'unreachable'],
      ['CERT_HAS_EXPIRED', 'tls_date'],
      ['CERT_NOT_YET_VALID', 'tls_date'],
      ['CERT_REVOKED', 'tls'],
      ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
      ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
      ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
      ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
      ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
      ['EPROTO', 'tls'],
      ['HPE_INVALID_CONSTANT', 'garbled'],
      ['ETIMEDOUT', 'late'],
      ['ECONNRESET', 'reset'],
      ['EPIPE', 'reset'],
      ['SOMETHING_NEW', 'reset'],
      [undefined, 'reset'],
    ];
    for (const [code, fault] of table) assert.equal(faultOf(code).fault, fault, code);
    assert.equal(transportError(null, { connected: false, answered: false }).fault, 'reset');
  });

  it('is "truncated" once headers had arrived, unless the rest is no HTTP', () => {
    for (const code of ['ECONNRESET', 'Z_BUF_ERROR', 'ERR_STREAM_PREMATURE_CLOSE', undefined]) {
      assert.equal(faultOf(code, true, true).fault, 'truncated');
    }
    assert.equal(faultOf('HPE_INVALID_CHUNK_SIZE', true, true).fault, 'garbled');
  });

  it('tells whether the request can have been sent', () => {
    assert.equal(faultOf('ECONNRESET', false).sent, false);
    assert.equal(faultOf('ECONNRESET', true).sent, true);
  });

  it('keeps nothing of the error it was made from', () => {
    const error = faultOf('ECONNRESET');
    assert.deepEqual(Object.keys(error).sort(), ['fault', 'name', 'sent']);
    assert.equal(error.message, 'reset');
    assert.equal(error.cause, undefined);
    const own = new TransportError('late', true);
    assert.equal(transportError(own, { connected: false, answered: false }), own);
  });
});
