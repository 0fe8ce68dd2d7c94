import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as library from '../../src';
import { ROOT } from '../support/embedded';
import { npm } from './npm';
import { published, type Published, type User } from './packed';

const run = promisify(execFile);
const pack = require('../../package.json') as {
  name: string;
  main: string;
  types: string;
  'node-red': { nodes: Record<string, string> };
};

describe('the package', function () {
  this.timeout(120_000);
  let report: Published['report'];
  let user: User;

  before(async () => {
    const publication = await published();
    report = publication.report;
    user = await publication.user('library');
    await npm(['install', '--engine-strict', pack.name], user.folder, user.env);
  });

  it('is less than 250 kB to download, of what a user can use', () => {
    const { size, files } = report;
    assert.ok(size < 250_000, `${size} bytes`);
    const paths = files.map(({ path }) => path);
    const useful =
      /^(dist\/src\/.*\.(js|d\.ts)|dist\/nodes\/.*\.(js|html|json|svg)|resources\/.*\.(js|css)|examples\/.*\.json|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
    assert.deepEqual(
      paths.filter((path) => !useful.test(path)),
      [],
    );
    for (const path of [pack.main, pack.types, ...Object.values(pack['node-red'].nodes)])
      assert.ok(paths.includes(path), path);
  });

  for (const [file, program] of [
    ['required.cjs', `console.log(Object.keys(require('${pack.name}')).sort().join());`],
    [
      'imported.mjs',
      `import { ${Object.keys(library).join()} } from '${pack.name}';
       console.log(Object.keys({ ${Object.keys(library).join()} }).sort().join());`,
    ],
  ] as const) {
    it(`is a library that can be ${file.split('.')[0]}`, async () => {
      await writeFile(join(user.folder, file), program);
      const { stdout } = await run(process.execPath, [file], { cwd: user.folder, env: user.env });
      assert.equal(stdout.trim(), Object.keys(library).sort().join());
    });
  }

  it('has types that the strictest compiler accepts, and that mean something', async () => {
    await writeFile(
      join(user.folder, 'home.ts'),
      `import { FlatPeakClient, plan, type Plan, type TariffRates } from '${pack.name}';
       export const cheap: Plan = plan({ slots: [], start: 0, end: 1, rule: { kind: 'share', share: 1 } });
       export const client = new FlatPeakClient({ accountId: 'acc', apiKey: 'key' });
       export const rates = (end_time: string): Promise<TariffRates> => client.rates('loc', { end_time });
       // @ts-expect-error A key must be given.
       export const keyless = new FlatPeakClient({ accountId: 'acc' });
       // @ts-expect-error An instant is no text.
       export const from: string | undefined = cheap.runs[0]?.from;`,
    );
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const options = ['--strict', '--noEmit', '--skipLibCheck', 'false', '--module', 'node20'];
    const complaints = await run(process.execPath, [compiler, ...options, 'home.ts'], {
      cwd: user.folder,
    }).catch((error: { stdout: string }) => error);
    assert.equal(complaints.stdout, '');
  });
});
