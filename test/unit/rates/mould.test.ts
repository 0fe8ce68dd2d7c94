import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mould } from '../../../src/rates/mould';

describe('a mould', () => {
  it('gives copies that equal the value, and each other', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = mould(value);
        assert.deepEqual([copy(), copy()], [value, value]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives copies that share nothing with the value, nor with each other', () => {
    const value = { list: [{ deep: { n: 1 } }], n: 1 };
    const copy = mould(value);
    const first = copy();
    for (const one of [value, first]) {
      one.n = 2;
      one.list[0]!.deep.n = 2;
      one.list.push({ deep: { n: 3 } });
    }
    assert.deepEqual(copy(), { list: [{ deep: { n: 1 } }], n: 1 });
  });

  it('takes a key for a key, whatever its name', () => {
    const value = JSON.parse('{"__proto__":{"polluted":true}}') as object;
    const copy = mould(value)();
    assert.deepEqual(Object.keys(copy), ['__proto__']);
    assert.equal(Reflect.get(copy, 'polluted'), undefined);
  });
});
