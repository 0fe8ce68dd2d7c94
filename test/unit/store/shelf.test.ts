import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seal, unseal } from '../../../src/store/envelope';
import { Shelf } from '../../../src/store/shelf';
import { memoryFiles } from '../../support/memory-files';

interface Note {
  text: string;
}

const isNote = (value: unknown): value is Note =>
  typeof (value as Note | undefined)?.text === 'string';

function shelf(files = memoryFiles(), owner = 'me', version = 1) {
  let refusals = 0;
  const options = {
    files,
    kind: 'note',
    owner,
    version,
    accept: isNote,
    onRefused: () => refusals++,
  };
  return { files, shelf: new Shelf<Note>(options), refusals: () => refusals };
}

describe('store', () => {
  it('gives back what was kept', async () => {
    const first = shelf();
    first.shelf.save({ text: 'hello' });
    await first.shelf.settled();
    assert.deepEqual(await shelf(first.files).shelf.load(), { text: 'hello' });
  });

  it('writes only what differs from the disk', async () => {
    const { files, shelf: notes } = shelf();
    notes.save({ text: 'a' });
    await notes.settled();
    notes.save({ text: 'a' });
    await notes.settled();
    assert.equal(files.writes, 1);
    const again = shelf(files).shelf;
    await again.load();
    again.save({ text: 'a' });
    await again.settled();
    assert.equal(files.writes, 1);
  });

  it('writes one at a time, the latest last', async () => {
    const { files, shelf: notes } = shelf();
    for (const text of ['a', 'b', 'c', 'd']) notes.save({ text });
    await notes.settled();
    assert.ok(files.writes <= 2);
    assert.deepEqual(await shelf(files).shelf.load(), { text: 'd' });
  });

  for (const [what, spoil] of [
    ['cut short', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['foreign JSON', () => '{"hello":1}'],
    ['null', () => 'null'],
    ['of another version', () => seal('x', 2, { text: 'a' })],
  ] as const) {
    it(`sets aside a file that is ${what}`, async () => {
      const { files, shelf: notes } = shelf();
      notes.save({ text: 'a' });
      await notes.settled();
      const [name, text] = [...files.texts][0] as [string, string];
      files.texts.set(name, spoil(text));
      assert.equal(await shelf(files).shelf.load(), undefined);
      assert.deepEqual(files.asides, [name]);
    });
  }

  it('does not take the file of another owner for its own', async () => {
    const mine = shelf();
    mine.shelf.save({ text: 'mine' });
    await mine.shelf.settled();
    const theirs = shelf(mine.files, 'someone else');
    theirs.shelf.save({ text: 'theirs' });
    await theirs.shelf.settled();
    const [[myName], [, theirText]] = [...mine.files.texts] as [[string, string], [string, string]];
    mine.files.texts.set(myName, theirText);
    assert.equal(await shelf(mine.files).shelf.load(), undefined);
  });

  it('keeps nothing of the owner but a hash', async () => {
    const { files, shelf: notes } = shelf(memoryFiles(), 'acc_secret');
    notes.save({ text: 'a' });
    await notes.settled();
    assert.doesNotMatch(JSON.stringify([...files.texts]), /acc_secret/);
  });

  it('says once that the disk refuses, and never rejects', async () => {
    const broken = shelf();
    broken.files.broken = true;
    assert.equal(await broken.shelf.load(), undefined);
    broken.shelf.save({ text: 'a' });
    broken.shelf.save({ text: 'b' });
    await broken.shelf.settled();
    assert.equal(broken.refusals(), 1);
    assert.equal(broken.files.writes, 0);
  });

  it('recognises every flipped character', () => {
    const text = seal('id', 1, { slots: [[1, 2, 0.123]], note: 'ü' });
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.string({ minLength: 1, maxLength: 1 }),
        (at, letter) => {
          const flipped = text.slice(0, at) + letter + text.slice(at + 1);
          if (flipped === text) return;
          assert.equal(unseal('id', 1, flipped), undefined);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('never throws, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.equal(unseal('id', 1, text), undefined);
      }),
    );
  });
});
