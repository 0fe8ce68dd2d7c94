// Replays recorded price days and cases. They lie outside this repository, so a plain clone has nothing to replay.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const shared = resolve(root, process.env.FLATPEAK_SHARED ?? '../shared');
if (!existsSync(shared)) {
  console.log(`Nothing to replay: ${shared} is not there.`);
  process.exit(0);
}
const mocha = spawnSync(
  process.execPath,
  ['node_modules/mocha/bin/mocha.js', 'test/acceptance/**/*.test.ts'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, FLATPEAK_SHARED: shared } },
);
process.exit(mocha.status ?? 1);
