// Changes the code in every way that Stryker knows, and expects the tests of its room to notice. Takes rooms by name,
// else all: `npm run mutation -- plan`. A room fails below 90 %. What is known of mutants is kept in reports/, so that
// only what has changed is tried again.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import './mocha-for-stryker.cjs';

const LEAST = 90;

const unit = (room) => `test/unit/${room}/**/*.test.ts`;

/** Those that are about the client, and soon done. */
const FAULTS = [
  'broken-replies',
  'credentials',
  'no-connection',
  'proxy',
  'refused-questions',
  'shapes',
  'strain',
];

/** `examples`: how many of every property. Fewer find less, and each mutant waits for all. */
const ROOMS = {
  plan: { mutate: ['src/plan/**/*.ts'], tests: [unit('plan')], examples: 4 },
  flatpeak: {
    // The sample account stands in for FlatPeak: its tables are what they are.
    mutate: ['src/flatpeak/**/*.ts', '!src/flatpeak/sample/**'],
    tests: [unit('flatpeak'), ...FAULTS.map((faults) => `test/faults/${faults}.test.ts`)],
    examples: 6,
  },
  switch: { mutate: ['src/switch/**/*.ts'], tests: [unit('switch')], examples: 2 },
  /** What a price is and which hours are cheap: soon done, for every change. */
  ci: {
    mutate: ['aim', 'block', 'ranked', 'savings', 'scale', 'spread', 'value'].map(
      (file) => `src/plan/${file}.ts`,
    ),
    tests: [unit('plan')],
    examples: 4,
  },
};

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

for (const room of process.argv.length > 2
  ? process.argv.slice(2)
  : ['plan', 'flatpeak', 'switch']) {
  const { mutate, tests, examples } = ROOMS[room];
  process.env.RUNS = String(examples);
  console.log(`\n${room}`);
  await new Stryker({
    mutate,
    testRunner: 'mocha',
    plugins: ['@stryker-mutator/mocha-runner'],
    // Plans of very much are there for their speed, which mutants may well lose.
    mochaOptions: { spec: tests, grep: '^(?!plan of very much)' },
    testRunnerNodeArgs: ['--import', 'tsx', '--require', './scripts/mocha-for-stryker.cjs'],
    coverageAnalysis: 'perTest',
    // Tables and texts that are made when a file is loaded would cost a process each.
    ignoreStatic: true,
    // Stryker reads tsconfig.json with a compiler API that TypeScript 7 does not have; tsx needs none.
    tsconfigFile: 'none',
    incremental: true,
    incrementalFile: `reports/mutation-${room}.json`,
    concurrency: Math.min(2, availableParallelism()),
    timeoutMS: 2000,
    timeoutFactor: 1.2,
    thresholds: { break: LEAST },
    reporters: ['clear-text'],
    clearTextReporter: { logTests: false, reportTests: false },
    ignorePatterns: ['dist', 'coverage', 'compat', 'docs', 'examples', 'resources'],
  }).runMutationTest();
}
