import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../test/support/embedded';
import { NODE_RED } from '../test/support/node-red';
import { median } from './measure';
import { report } from './report';

const ROUNDS = 7;

interface Load {
  /** ms */
  readonly time: number;
  /** MB that stay in use. */
  readonly memory: number;
  /** Files of other packages. */
  readonly foreign: number;
}

/** What `require` of files takes in a fresh process in which Node-RED is loaded already. */
function load(files: readonly string[]): Load {
  const script = `
    require(${JSON.stringify(NODE_RED)});
    const known = new Set(Object.keys(require.cache));
    const inUse = () => (gc(), gc(), process.memoryUsage().heapUsed / 1e6);
    const before = inUse();
    const began = performance.now();
    ${files.map((file) => `require(${JSON.stringify(file)});`).join('\n')}
    const time = performance.now() - began;
    const memory = inUse() - before;
    const loaded = Object.keys(require.cache).filter((file) => !known.has(file));
    const foreign = loaded.filter((file) => file.includes('node_modules')).length;
    console.log(JSON.stringify({ time, memory, foreign }));`;
  const out = execFileSync(process.execPath, ['--expose-gc', '-e', script], { cwd: ROOT });
  return JSON.parse(out.toString()) as Load;
}

const { 'node-red': manifest } = require(join(ROOT, 'package.json')) as {
  'node-red': { nodes: Record<string, string> };
};
const ours = Object.values(manifest.nodes).map((file) => join(ROOT, file));
const theirs = [require.resolve('node-red-contrib-cron-plus')];

const rounds = Array.from({ length: ROUNDS }, () => [load(ours), load(theirs)] as const);
const middle = (of: 0 | 1, what: keyof Load): number => median(rounds.map((r) => r[of][what]));
report(`loading all ${ours.length} nodes into Node-RED, before first use`, [
  {
    name: 'time',
    unit: 'ms',
    ours: middle(0, 'time'),
    beside: ['cron-plus', middle(1, 'time')],
    most: 15,
  },
  {
    name: 'memory',
    unit: 'MB',
    ours: middle(0, 'memory'),
    beside: ['cron-plus', middle(1, 'memory')],
    most: 6,
  },
  {
    name: 'files of other packages',
    ours: middle(0, 'foreign'),
    beside: ['cron-plus', middle(1, 'foreign')],
    most: 0,
  },
]);
