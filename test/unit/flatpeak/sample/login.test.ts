import assert from 'node:assert/strict';
import { SAMPLE_ACCOUNT_ID, SAMPLE_API_KEY } from '../../../../src/flatpeak/sample/credentials';
import { respond } from '../../../../src/flatpeak/sample/respond';
import { BASIC, HOUR, NOW, parsed } from './ask';

function login(authorization: string | undefined, now = NOW) {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  return parsed(respond('GET', '/login', {}, headers, undefined, now));
}

function locations(authorization: string | undefined, now = NOW) {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  return parsed(respond('GET', '/locations', {}, headers, undefined, now));
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const REFUSED = { message: 'Bad credentials' };

describe('sample account: login', () => {
  it('gives a token for an hour, in test mode', () => {
    const { status, headers, body } = login(BASIC);
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['date'], 'Wed, 15 Jul 2026 18:30:10 GMT');
    assert.deepEqual(Object.keys(body), ['bearer_token', 'expires_in', 'live_mode']);
    assert.equal(body['expires_in'], 3600);
    assert.equal(body['live_mode'], false);
    assert.match(body['bearer_token'], /^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  const refusedLogins: [string, string | undefined][] = [
    ['nothing', undefined],
    ['an empty header', ''],
    ['a wrong key', basic(`${SAMPLE_ACCOUNT_ID}:wrong`)],
    ['another account', basic(`acc_other:${SAMPLE_API_KEY}`)],
    ['the key alone', basic(SAMPLE_API_KEY)],
    ['no base64', `Basic ${SAMPLE_ACCOUNT_ID}:${SAMPLE_API_KEY}`],
  ];
  for (const [name, authorization] of refusedLogins) {
    it(`refuses ${name}`, () => {
      const { status, body } = login(authorization);
      assert.equal(status, 403);
      assert.deepEqual(body, REFUSED);
    });
  }

  it('accepts a token until its hour is over and not a second longer', () => {
    const bearer = `Bearer ${login(BASIC).body['bearer_token']}`;
    const expiry = Math.floor(NOW / 1000) * 1000 + HOUR;
    assert.equal(locations(bearer, NOW).status, 200);
    assert.equal(locations(bearer, expiry - 1).status, 200);
    assert.equal(locations(bearer, expiry).status, 403);
    assert.deepEqual(locations(bearer, expiry).body, REFUSED);
  });

  it('refuses a token whose expiry was moved', () => {
    const [head, payload = '', seal] = String(login(BASIC).body['bearer_token']).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const later = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 9999 }));
    const forged = `Bearer ${head}.${later.toString('base64url')}.${seal}`;
    assert.equal(locations(forged).status, 403);
  });

  for (const authorization of [
    undefined,
    '',
    BASIC,
    'Bearer',
    'Bearer ',
    'Bearer x',
    'Bearer a.b.c',
  ]) {
    it(`refuses ${authorization ?? 'no header'} on every other path`, () => {
      assert.deepEqual(locations(authorization).body, REFUSED);
      assert.equal(locations(authorization).status, 403);
    });
  }
});
