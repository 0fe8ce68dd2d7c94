import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { checkedId } from '../../../src/flatpeak/ids';
import { checkedOrigin, isLoopback } from '../../../src/flatpeak/origin';
import { runs } from '../../support/runs';

describe('an id', () => {
  it('is letters, digits, _ and -, up to 64', () => {
    for (const id of ['a', 'loc_641b90b758fb8e6293716e40', '-', 'A_z-9', 'x'.repeat(64)]) {
      assert.equal(checkedId(id, 'id'), id);
    }
  });

  it('is nothing else', () => {
    const others = [
      '',
      '.',
      '..',
      '../login',
      '%2e%2e',
      'a/b',
      'a?x',
      'a#x',
      'a\r\nb',
      'a\n',
      '@evil.com',
      'x'.repeat(65),
    ];
    for (const id of [...others, 7, null, undefined, {}, ['a'], new String('a')]) {
      assert.throws(() => checkedId(id, 'event_id'), { code: 'bad_input', detail: 'event_id' });
    }
  });

  it('never changes the address it stands in', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        try {
          checkedId(text, 'id');
        } catch {
          return;
        }
        const url = new URL(`/locations/${text}/status`, 'https://api.flatpeak.com');
        assert.equal(url.pathname, `/locations/${text}/status`);
        assert.equal(url.host, 'api.flatpeak.com');
        assert.equal(url.search + url.hash, '');
      }),
      { numRuns: runs(5000) },
    );
  });
});

describe('a base URL', () => {
  it('is https, or http to this machine', () => {
    const good: [string, string][] = [
      ['https://api.flatpeak.com', 'https://api.flatpeak.com'],
      ['https://api.flatpeak.com/', 'https://api.flatpeak.com'],
      ['HTTPS://API.FLATPEAK.COM:8443', 'https://api.flatpeak.com:8443'],
      ['http://localhost:1880', 'http://localhost:1880'],
      ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
      ['http://127.1.2.3', 'http://127.1.2.3'],
      ['http://[::1]:8080', 'http://[::1]:8080'],
    ];
    for (const [text, origin] of good) assert.equal(checkedOrigin(text), origin);
  });

  it('is nothing else', () => {
    for (const text of [
      '',
      'api.flatpeak.com',
      '//evil.com',
      'https:',
      'https://',
      'https:api.flatpeak.com',
      'ftp://api.flatpeak.com',
      'file:///etc/passwd',
      'http://api.flatpeak.com',
      'http://192.168.1.5',
      'http://0.0.0.0',
      'http://localhost.evil.com',
      'http://127.0.0.1.evil.com',
      'https://api.flatpeak.com@evil.com',
      'https://user:pass@api.flatpeak.com',
      'https://api.flatpeak.com/v1',
      'https://api.flatpeak.com//evil.com',
      'https://api.flatpeak.com?x=1',
      'https://api.flatpeak.com#x',
      'https://api.flatpeak.com\\@evil.com',
      ' https://api.flatpeak.com',
      'https://api.flat\npeak.com',
      'https://api.flatpeak.com:99999',
      'https://%00',
      7,
      null,
      undefined,
      {},
    ]) {
      assert.throws(() => checkedOrigin(text), { code: 'bad_input', detail: 'base_url' });
    }
  });

  it('always is an origin that keeps the credentials to itself', () => {
    const host = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.domain(),
      fc.ipV4(),
      fc.constant('localhost'),
    );
    fc.assert(
      fc.property(fc.constantFrom('http://', 'https://', '//', ''), host, (scheme, host) => {
        let origin: string;
        try {
          origin = checkedOrigin(scheme + host);
        } catch {
          return;
        }
        const url = new URL(origin);
        assert.equal(url.origin, origin);
        assert.ok(url.protocol === 'https:' || isLoopback(url));
        assert.equal(url.username + url.password, '');
      }),
      { numRuns: runs(5000) },
    );
  });
});
