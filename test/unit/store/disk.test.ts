import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { diskFiles } from '../../../src/store/disk';
import { Shelf } from '../../../src/store/shelf';

const isText = (value: unknown): value is string => typeof value === 'string';

describe('files on disk', () => {
  let folder: string;
  let file: string;
  let refusals: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flatpeak-disk-'));
    refusals = 0;
    const first = shelf();
    first.save('kept');
    await first.settled();
    file = join(folder, readdirSync(folder)[0] ?? '');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function shelf(): Shelf<string> {
    return new Shelf({
      files: diskFiles(folder),
      kind: 'note',
      owner: 'me',
      version: 1,
      accept: isText,
      onRefused: () => refusals++,
    });
  }

  it('give back what was kept', async () => {
    assert.equal(await shelf().load(), 'kept');
    assert.match(file, /note-[0-9a-f]{24}\.json$/);
  });

  it('fault 45: whatever bytes a file holds, it is set aside, and kept anew', async () => {
    const good = readFileSync(file);
    const damage = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(good.length - 1).map((length) => good.subarray(0, length)),
      fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, change]) => {
        const bytes = Buffer.from(good);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        return bytes;
      }),
    );
    await fc.assert(
      fc.asyncProperty(damage, async (bytes) => {
        await writeFile(file, bytes);
        const again = shelf();
        assert.equal(await again.load(), undefined);
        assert.deepEqual(readFileSync(`${file}.bad`), Buffer.from(bytes));
        again.save('anew');
        await again.settled();
        assert.equal(await shelf().load(), 'anew');
      }),
      { numRuns: 200 },
    );
    assert.equal(refusals, 0);
  });

  for (const [what, put] of [
    ['a link to a file elsewhere', (path: string, kept: string) => symlinkSync(kept, path)],
    ['a link to nowhere', (path: string) => symlinkSync('/nowhere/at/all', path)],
    ['a link to itself', (path: string) => symlinkSync(path, path)],
    ['a folder', (path: string) => mkdirSync(path)],
    ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
    ['a file too large to be ours', (path: string) => execFileSync('truncate', ['-s3G', path])],
  ] as const) {
    it(`fault 45: ${what} in the place of a file is set aside, and not followed`, async () => {
      const elsewhere = join(folder, 'elsewhere');
      const kept = readFileSync(file);
      await writeFile(elsewhere, kept);
      rmSync(file);
      put(file, elsewhere);
      const again = shelf();
      assert.equal(await again.load(), undefined);
      assert.ok(readdirSync(folder).some((name) => name.endsWith('.bad')));
      again.save('anew');
      await again.settled();
      assert.equal(await shelf().load(), 'anew');
      assert.deepEqual(readFileSync(elsewhere), kept);
      assert.equal(refusals, 0);
    });
  }

  it('fault 44: a folder that cannot be made is refused once, and costs nothing else', async () => {
    rmSync(folder, { recursive: true });
    await writeFile(folder, 'in the way');
    const blocked = shelf();
    assert.equal(await blocked.load(), undefined);
    blocked.save('a');
    blocked.save('b');
    await blocked.settled();
    assert.equal(refusals, 1);
  });
});
