import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NODE_RED } from '../support/node-red';

/** The npm that comes with Node-RED, which is the one that its palette calls. */
const NPM = join(createRequire(NODE_RED).resolve('npm/package.json'), '../bin/npm-cli.js');

/**
 * The environment of a user who has no settings for npm, whatever npm script runs this test, and whose registry and cache
 * are those of the test.
 */
export function userEnv(folder: string, registry: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_RED/i.test(name));
  return {
    ...Object.fromEntries(own),
    HOME: folder,
    npm_config_cache: join(folder, '.npm'),
    npm_config_registry: registry,
    NO_PROXY: '127.0.0.1',
  };
}

/** What npm prints. */
export async function npm(args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  return (await promisify(execFile)(process.execPath, [NPM, ...args], { cwd, env })).stdout;
}
