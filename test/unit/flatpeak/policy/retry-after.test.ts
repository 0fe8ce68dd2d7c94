import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { httpDate } from '../../../../src/flatpeak/policy/http-date';
import { retryAfter } from '../../../../src/flatpeak/policy/retry-after';
import { runs } from '../../../support/runs';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 4, 4, 12);

describe('HTTP dates', () => {
  it('reads the three forms of RFC 9110', () => {
    const at = Date.UTC(1994, 10, 6, 8, 49, 37);
    assert.equal(httpDate('Sun, 06 Nov 1994 08:49:37 GMT', NOW), at);
    assert.equal(httpDate('Sunday, 06-Nov-94 08:49:37 GMT', NOW), at);
    assert.equal(httpDate('Sun Nov  6 08:49:37 1994', NOW), at);
    assert.equal(httpDate('Sun Nov 16 08:49:37 1994', NOW), at + 10 * DAY);
    assert.equal(httpDate(' Sun, 06 Nov 1994 08:49:37 GMT ', NOW), at);
  });

  it('reads a leap second', () => {
    const midnight = Date.UTC(2017, 0, 1);
    assert.equal(httpDate('Sat, 31 Dec 2016 23:59:60 GMT', NOW), midnight);
  });

  it('gives a two-digit year the century that is at most 50 years ahead', () => {
    assert.equal(httpDate('Monday, 04-May-26 12:00:00 GMT', NOW), NOW);
    assert.equal(new Date(httpDate('Monday, 04-May-76 12:00:00 GMT', NOW)!).getUTCFullYear(), 2076);
    assert.equal(new Date(httpDate('Monday, 04-May-77 12:00:00 GMT', NOW)!).getUTCFullYear(), 1977);
  });

  it('reads what every JavaScript engine writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e9 }), (seconds) => {
        assert.equal(httpDate(new Date(seconds * 1000).toUTCString(), NOW), seconds * 1000);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('reads nothing else', () => {
    for (const text of [
      '',
      'now',
      '2026-05-04T12:00:00Z',
      'Sun, 06 Nov 1994 08:49:37',
      'Sun, 06 Nov 1994 08:49:37 UTC',
      'Sun, 06 nov 1994 08:49:37 GMT',
      'Sun, 31 Feb 1994 08:49:37 GMT',
      'Sun, 00 Nov 1994 08:49:37 GMT',
      'Sun, 31 Nov 1994 08:49:37 GMT',
      'Sun, 06 Nov 1994 08:49:61 GMT',
      'Sun, 06 Nov 1994 24:00:00 GMT',
      'Sun, 06 Nov 1994 08:60:00 GMT',
      'x Sun, 06 Nov 1994 08:49:37 GMT',
    ]) {
      assert.equal(httpDate(text, NOW), undefined, text);
    }
  });
});

describe('Retry-After', () => {
  const after = (text: string, date?: string) =>
    retryAfter({ 'retry-after': text, ...(date !== undefined && { date }) }, NOW);

  it('reads seconds, up to a day', () => {
    assert.equal(after('0'), 0);
    assert.equal(after(' 120 '), 120_000);
    assert.equal(after('86400'), DAY);
    assert.equal(after('1000000000'), DAY);
  });

  it('judges a date against the date of the reply', () => {
    const date = 'Sat, 01 Jan 2000 00:00:00 GMT';
    assert.equal(after('Sat, 01 Jan 2000 00:01:30 GMT', date), 90_000);
    assert.equal(after('Saturday, 01-Jan-00 00:01:30 GMT', date), 90_000);
    assert.equal(after('Sat Jan  1 00:01:30 2000', date), 90_000);
    assert.equal(after('Fri, 31 Dec 1999 23:59:59 GMT', date), 0);
    assert.equal(after('Sun, 01 Jan 2040 00:00:00 GMT', date), DAY);
  });

  it('judges a date against this machine only where the reply has none', () => {
    assert.equal(after('Mon, 04 May 2026 12:00:10 GMT'), 10_000);
    assert.equal(after('Mon, 04 May 2026 12:00:10 GMT', 'nonsense'), 10_000);
  });

  it('ignores what it cannot read', () => {
    for (const text of ['', '-5', 'abc', '1.5', '1e9', '0x10', '12 seconds', '+3']) {
      assert.equal(after(text), undefined, text);
    }
    assert.equal(retryAfter({}, NOW), undefined);
  });

  it('never throws, and stays within a day', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, date) => {
        const wait = after(text, date);
        assert.ok(wait === undefined || (wait >= 0 && wait <= DAY));
      }),
      { numRuns: runs(1000) },
    );
  });
});
