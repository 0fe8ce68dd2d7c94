import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { ROOT } from '../support/embedded';
import { dependenciesOf, installedAt, type Installed } from '../support/installed';
import { npm, userEnv } from './npm';
import { startRegistry, type Registry, type Tarball } from './registry';

/** What npm says of a tarball; sizes in bytes. */
interface Report {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

export interface Published {
  readonly report: Report;
  /** With the package and all that it depends on. */
  readonly registry: Registry;
  /** An empty folder outside the repository, and the environment of a user who works in it. */
  user(name: string): Promise<{ folder: string; env: NodeJS.ProcessEnv }>;
  dispose(): Promise<void>;
}

const NOT_FOR_PACKING = /^(\..*|node_modules|dist|compat|coverage|reports|test|bench)$/;

/** The package as it would be published, in a registry of its own. */
export async function publish(): Promise<Published> {
  const folder = await mkdtemp(join(tmpdir(), 'flatpeak-pack-'));
  // Packing cleans and builds anew, which would pull the rug from under whoever uses this checkout's build.
  const source = join(folder, 'source');
  await cp(ROOT, source, {
    recursive: true,
    filter: (path) => !NOT_FOR_PACKING.test(relative(ROOT, path)),
  });
  await symlink(join(ROOT, 'node_modules'), join(source, 'node_modules'));
  const printed = await npm(['pack', '--json'], source, userEnv(folder, 'http://127.0.0.1:9'));
  const [report] = JSON.parse(printed.slice(printed.indexOf('[\n'))) as [Report];
  const ours = { file: join(source, report.filename), manifest: installedAt(source).manifest };
  const registry = await startRegistry([
    ours,
    ...dependenciesOf(ROOT).map((installed) => tarballOf(installed, folder)),
  ]);
  return {
    report,
    registry,
    async user(name) {
      const home = join(folder, name);
      await mkdir(home);
      return { folder: home, env: userEnv(home, registry.url) };
    },
    async dispose() {
      await registry.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 9 });
    },
  };
}

/** What was unpacked, packed again: npm would first run scripts that belong to the package's own developers. */
function tarballOf({ folder, manifest }: Installed, destination: string): Tarball {
  const file = join(destination, `${manifest.name.replace('/', '-')}-${manifest.version}.tgz`);
  const inside = ['-C', dirname(folder), '--exclude', 'node_modules', basename(folder)];
  execFileSync('tar', ['-czf', file, ...inside]);
  return { file, manifest };
}
