import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { ROOT } from '../support/embedded';
import { dependenciesOf, installedAt, type Installed } from '../support/installed';
import { npm, userEnv } from './npm';
import { startRegistry, type Registry, type Tarball } from './registry';

export interface Published {
  readonly report: {
    readonly filename: string;
    /** Of the tarball, in bytes. */
    readonly size: number;
    readonly files: readonly { readonly path: string }[];
  };
  /** With the package and all that it depends on. */
  readonly registry: Registry;
  user(name: string): Promise<User>;
}

/** An empty folder outside the repository, and the environment of who works in it. */
export interface User {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

const NOT_FOR_PACKING = /^(\..*|node_modules|dist|compat|coverage|reports|test|bench)$/;

const folder = mkdtempSync(join(tmpdir(), 'flatpeak-pack-'));
let publication: Promise<Published> | undefined;

after(async () => {
  await (await publication)?.registry.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 9 });
});

/** The package as it would be published, in a registry of its own; the same for all tests. */
export function published(): Promise<Published> {
  return (publication ??= publish());
}

async function publish(): Promise<Published> {
  // Packing cleans and builds anew, which would pull the rug from under whoever uses this checkout's build.
  const source = join(folder, 'source');
  await cp(ROOT, source, {
    recursive: true,
    filter: (path) => !NOT_FOR_PACKING.test(relative(ROOT, path)),
  });
  await symlink(join(ROOT, 'node_modules'), join(source, 'node_modules'));
  const printed = await npm(['pack', '--json'], source, userEnv(folder, 'http://127.0.0.1:9'));
  const [report] = JSON.parse(printed.slice(printed.indexOf('[\n'))) as [Published['report']];
  const ours = { file: join(source, report.filename), manifest: installedAt(source).manifest };
  const registry = await startRegistry([ours, ...dependenciesOf(ROOT).map(tarballOf)]);
  return {
    report,
    registry,
    async user(name) {
      const home = join(folder, name);
      await mkdir(home);
      return { folder: home, env: userEnv(home, registry.url) };
    },
  };
}

/** What was unpacked, packed again: npm would first run scripts that belong to the package's own developers. */
function tarballOf({ folder: installed, manifest }: Installed): Tarball {
  const file = join(folder, `${manifest.name.replace('/', '-')}-${manifest.version}.tgz`);
  const content = ['-C', dirname(installed), '--exclude', 'node_modules', basename(installed)];
  execFileSync('tar', ['-czf', file, ...content]);
  return { file, manifest };
}
