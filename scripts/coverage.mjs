// Every branch of the rooms that decide must be taken by a test. Node measures the code that it runs; that of tsx is
// packed into one line with helpers of its own, so the tests run as tsc compiles them, line by line.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOMS = ['plan', 'rates', 'flatpeak', 'switch'];
/** Types alone: nothing of them is left to run. */
const TYPES = [
  'flatpeak/diagnostics',
  'flatpeak/sample/home',
  'plan/task',
  'plan/types',
  'rates/feed-options',
  'switch/wire',
];
const COMPILED = 'coverage/js';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('coverage', { recursive: true, force: true });

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [`node_modules/${script}`, ...args], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

run('typescript/bin/tsc', '-p', 'test', '--noEmit', 'false', '--outDir', COMPILED);
run(
  'c8/bin/c8.js',
  '--all',
  '--exclude-after-remap',
  '--check-coverage',
  '--branches=100',
  '--reporter=text',
  ...ROOMS.map((room) => `--include=src/${room}/**/*.ts`),
  ...TYPES.map((file) => `--exclude=src/${file}.ts`),
  'node_modules/mocha/bin/mocha.js',
  '--no-config',
  '--reporter=dot',
  '--timeout=10000',
  `--require=./${COMPILED}/test/support/seed.js`,
  ...['unit/*', 'faults', 'model'].map((ring) => `${COMPILED}/test/${ring}/**/*.test.js`),
);
