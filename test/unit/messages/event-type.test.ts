import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { fitsAny, typePatterns } from '../../../src/messages/event-type';
import { runs } from '../../support/runs';

describe('patterns of event types', () => {
  for (const [value, expected] of [
    [undefined, []],
    [null, []],
    ['', []],
    [' , ,', []],
    ['tariff.*', ['tariff.*']],
    [' tariff.* , location.update,', ['tariff.*', 'location.update']],
    [
      ['tariff.*', ' x '],
      ['tariff.*', 'x'],
    ],
    [[], []],
  ] as const) {
    it(`reads ${inspect(value)}`, () => assert.deepEqual(typePatterns(value), expected));
  }

  for (const value of [5, true, {}, [5], [['a']], [null], 'a b', 'a,(b)', 'a\nb', 'x'.repeat(65)]) {
    it(`refuses ${inspect(value)}`, () => {
      assert.throws(() => typePatterns(value), { code: 'bad_input', detail: 'event_types' });
    });
  }

  for (const [pattern, type, fits] of [
    ['tariff.expired', 'tariff.expired', true],
    ['tariff.expired', 'tariff.expired.failed', false],
    ['tariff.expired', 'Tariff.expired', false],
    ['tariff.*', 'tariff.expired', true],
    ['tariff.*', 'tariff.fetch.failed', true],
    ['tariff.*', 'tariff.', true],
    ['tariff.*', 'tariff', false],
    ['tariff.*', 'tariffs.expired', false],
    ['*.failed', 'location.update.failed', true],
    ['*.failed', 'failed', false],
    ['*', '', true],
    ['*', 'anything', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*ab*ab', 'xabab', true],
    ['*ab*ab', 'xab', false],
    ['.', 'x', false],
  ] as const) {
    it(`says that ${type} ${fits ? 'fits' : 'does not fit'} ${pattern}`, () => {
      assert.equal(fitsAny([pattern], type), fits);
    });
  }

  it('lets everything through where none is given, and what fits any', () => {
    assert.equal(fitsAny([], 'device.create'), true);
    assert.equal(fitsAny(['a', 'b.*'], 'b.c'), true);
    assert.equal(fitsAny(['a', 'b.*'], 'c'), false);
  });

  it('agrees with regular expressions', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, word, (pattern, type) => {
        const expression = pattern.replaceAll('.', '\\.').replaceAll('*', '.*');
        assert.equal(fitsAny([pattern], type), new RegExp(`^${expression}$`).test(type));
      }),
      { numRuns: runs(5_000), seed: 12 },
    );
  });

  it('is quick where a regular expression would not be', () => {
    const begun = performance.now();
    assert.equal(fitsAny([`${'*a'.repeat(31)}b`], 'a'.repeat(100_000)), false);
    assert.ok(performance.now() - begun < 200);
  });
});
