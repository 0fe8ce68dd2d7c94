// Compiles to dist/, declares there what the library promises, and lays what Node-RED looks for (dialogs, texts, icons) beside
// each node. Options go to the compiler.
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
await cp('nodes', 'dist/nodes', { recursive: true, filter: (path) => !path.endsWith('.ts') });
await cp('icons', 'dist/nodes/icons', { recursive: true });
tsc(['-p', '.', ...process.argv.slice(2)]);
await declare();

/** Only what the index leads to: declarations of everything would be a fifth of the download. */
async function declare() {
  const all = await realpath(await mkdtemp(join(tmpdir(), 'flatpeak-types-')));
  tsc(['-p', 'tsconfig.types.json', '--outDir', all]);
  const index = join(all, 'src/index.d.ts');
  const named = tsc(['--ignoreConfig', '--listFilesOnly', '--types', '', index], 'pipe');
  for (const file of named.split('\n').filter((path) => path.startsWith(all)))
    await cp(file, join('dist', relative(all, file)));
  await rm(all, { recursive: true });
}

function tsc(args, stdout = 'inherit') {
  return execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', stdout, 'inherit'],
  });
}
