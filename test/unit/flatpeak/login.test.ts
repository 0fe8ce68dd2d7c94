import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/flatpeak/errors';
import { loginFailure, loginReply } from '../../../src/flatpeak/login';
import { Failure, type Verdict } from '../../../src/flatpeak/policy/verdict';

const failed = (code: ErrorCode, line: Verdict['line']) =>
  new Failure({ code, status: 400, line, retry: 'never' });

describe('a login', () => {
  it('brings a token, and proves nothing about the rest of FlatPeak', () => {
    const { read, proof, maxBody } = loginReply(1000);
    assert.deepEqual(read({ bearer_token: 'x', expires_in: 60, live_mode: false }), {
      bearer: 'x',
      expiresIn: 60,
      live: false,
    });
    assert.deepEqual([proof, maxBody], [false, 1000]);
  });

  it('that is refused is refused for its credentials', () => {
    const failure = loginFailure(failed('forbidden', 'fine'));
    assert.ok(failure instanceof Failure);
    assert.deepEqual(failure.verdict, { ...failed('forbidden', 'fine').verdict, code: 'auth' });
  });

  it('that FlatPeak does not know as one went to a wrong address', () => {
    for (const code of ['not_found', 'bad_input', 'conflict'] as const) {
      const failure = loginFailure(failed(code, 'fine')) as Failure;
      assert.deepEqual([failure.verdict.code, failure.verdict.detail], ['bad_response', 'login']);
    }
  });

  it('fails like any other request where FlatPeak is in trouble, or the account is', () => {
    for (const failure of [
      failed('unavailable', 'reached'),
      failed('network', 'unreached'),
      failed('account_disabled', 'fine'),
      new Error('something else'),
    ])
      assert.equal(loginFailure(failure), failure);
  });
});
