// Compiles to dist/ and lays what Node-RED looks for beside each node (dialogs, texts, icons) next to the compiled js.
import { execFileSync } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
await cp('nodes', 'dist/nodes', { recursive: true, filter: (path) => !path.endsWith('.ts') });
await cp('icons', 'dist/nodes/icons', { recursive: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], {
  stdio: 'inherit',
});
