import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { SAMPLE_ACCOUNT_ID, SAMPLE_API_KEY } from '../../src/flatpeak/sample/credentials';
import { blocks, PAGES, ROOT } from '../support/pages';
import { startSampleServer, type SampleServer } from '../support/sample-server';

const run = promisify(execFile);
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const OPTIONS = {
  strict: true,
  noUncheckedIndexedAccess: true,
  module: 'nodenext',
  target: 'es2022',
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules/@types')],
};

/** Every program of the documentation, as a module of its own name; and the message that the README shows, as one of its type. */
const PROGRAMS = PAGES.flatMap((page) =>
  blocks(page).flatMap(({ language, code, prints }, i) => {
    const name = `${basename(page, '.md')}-${i}`;
    if (language === 'ts') return [{ name, code, prints }];
    if (language !== 'json' || page !== 'README.md') return [];
    const typed = `import type { SwitchMessage } from 'node-red-contrib-flatpeak';
      export const message: SwitchMessage = ${code};`;
    return [{ name, code: typed, prints }];
  }),
);

describe('code in the documentation', function () {
  this.timeout(60_000);
  let server: SampleServer;
  let folder: string;

  before(async () => {
    server = await startSampleServer();
    folder = await mkdtemp(join(tmpdir(), 'flatpeak-docs-'));
    await mkdir(join(folder, 'node_modules'));
    await symlink(ROOT, join(folder, 'node_modules/node-red-contrib-flatpeak'), 'junction');
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS }));
    for (const { name, code } of PROGRAMS) {
      const local = code.replace('new FlatPeakClient({', `$& baseUrl: '${server.url}',`);
      await writeFile(join(folder, `${name}.mts`), local);
    }
  });

  after(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('compiles against the built package', async () => {
    assert.ok(PROGRAMS.length >= 4);
    await run(process.execPath, [TSC, '-p', folder]).catch(({ stdout }: { stdout: string }) =>
      assert.fail(stdout),
    );
  });

  it('runs, and prints what it says', async () => {
    const env = {
      ...process.env,
      FLATPEAK_ACCOUNT_ID: SAMPLE_ACCOUNT_ID,
      FLATPEAK_API_KEY: SAMPLE_API_KEY,
    };
    for (const { name, prints } of PROGRAMS) {
      const { stdout, stderr } = await run(process.execPath, [join(folder, `${name}.mjs`)], {
        env,
      });
      assert.equal(stderr, '', name);
      if (prints !== undefined) assert.equal(stdout, prints, name);
    }
    assert.ok(server.requests.length > 0);
  });
});
