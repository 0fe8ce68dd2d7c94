import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseInstant, utcSeconds } from '../../../src/time/instant';

describe('instant', () => {
  for (const [text, expected] of [
    ['2026-03-29T01:00:00Z', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29T01:00:00+01:00', '2026-03-29T00:00:00.000Z'],
    ['2026-03-29T01:00:00.5-02:30', '2026-03-29T03:30:00.500Z'],
    ['2026-03-29T01:00+0100', '2026-03-29T00:00:00.000Z'],
    ['2026-03-29T01:00:00.123456Z', '2026-03-29T01:00:00.123Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ] as const) {
    it(`reads ${text}`, () => assert.equal(parseInstant(text), Date.parse(expected)));
  }

  for (const text of [
    '',
    'tomorrow',
    '2026-03-29',
    '2026-03-29T01:00:00',
    '2026-13-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-03-29T24:00:00Z',
    '2026-03-29T12:60:00Z',
    '2026-03-29T12:00:60Z',
    '2026-03-29T12:00:00+19:00',
    '2026-03-29T12:00:00Zx',
    '1774742400000',
  ]) {
    it(`refuses "${text}"`, () => assert.equal(parseInstant(text), undefined));
  }

  it('writes whole seconds that read back as the same second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (at) => {
        const text = utcSeconds(at);
        assert.match(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        assert.equal(parseInstant(text), Math.floor(at / 1000) * 1000);
      }),
    );
  });
});
