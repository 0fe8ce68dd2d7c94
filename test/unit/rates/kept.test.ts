import assert from 'node:assert/strict';
import { isKeptFile, pack, unpack, type KeptFile } from '../../../src/rates/kept';
import { HOUR } from '../../../src/time/duration';
import { row } from '../../support/slots';

const START = Date.parse('2026-11-20T12:00:00Z');
const KEPT = {
  home: { timezone: 'Europe/London', currency: 'GBP', live: true },
  series: row(START, HOUR, [0.1, null, -0.2]),
  due: START + HOUR,
};
const FILE = pack(KEPT);

describe('what a feed keeps', () => {
  it('comes back as it was, through JSON', () => {
    const file: unknown = JSON.parse(JSON.stringify(FILE));
    assert.ok(isKeptFile(file));
    assert.deepEqual(unpack(file), KEPT);
  });

  for (const [what, spoilt] of [
    ['nothing', undefined],
    ['null', null],
    ['no home', { ...FILE, home: undefined }],
    [
      'a zone that this machine does not know',
      { ...FILE, home: { ...FILE.home, timezone: 'X/Y' } },
    ],
    ['a due time that is none', { ...FILE, due: null }],
    ['no slots', { ...FILE, slots: undefined }],
    ['a slot that is none', { ...FILE, slots: [null] }],
    ['a slot of the wrong length', { ...FILE, slots: [[START, START + HOUR, 0.1, 1, null]] }],
    ['a rate that is a text', { ...FILE, slots: [[START, START + HOUR, '0.1', 1, null, 0]] }],
    ['a slot without an end', { ...FILE, slots: [[START, null, 0.1, 1, null, 0]] }],
  ] as const) {
    it(`fault 45: is not taken from a file with ${what}`, () => {
      assert.equal(isKeptFile(spoilt as KeptFile | null | undefined), false);
    });
  }
});
