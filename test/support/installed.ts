import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly engines?: { readonly node?: string };
  readonly scripts?: Record<string, string>;
  readonly dependencies?: Record<string, string>;
}

/** A folder with a package, as npm has installed it. */
export interface Installed {
  readonly folder: string;
  readonly manifest: Manifest;
}

export function installedAt(folder: string): Installed {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  return { folder, manifest };
}

/** All that a package brings to its user: its dependencies and theirs, each once. */
export function dependenciesOf(folder: string): Installed[] {
  const found = new Map<string, Installed>();
  const collect = ({ folder, manifest }: Installed): void => {
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      const dependency = nearest(folder, name);
      if (found.has(dependency)) continue;
      const installed = installedAt(dependency);
      found.set(dependency, installed);
      collect(installed);
    }
  };
  collect(installedAt(folder));
  return [...found.values()];
}

/** Where `require(name)` of a folder's code finds a package, also one whose `exports` hide its manifest. */
function nearest(folder: string, name: string): string {
  const candidate = join(folder, 'node_modules', name);
  if (existsSync(join(candidate, 'package.json'))) return candidate;
  if (dirname(folder) === folder) throw new Error(`${name} is not installed`);
  return nearest(dirname(folder), name);
}
