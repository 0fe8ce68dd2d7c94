// Lints the scripts inside the dialogs' html, which linters do not look into.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const nodes = join(root, 'nodes');
const folder = mkdtempSync(join(tmpdir(), 'flatpeak-dialogs-'));
try {
  for (const name of readdirSync(nodes).filter((file) => file.endsWith('.html'))) {
    const html = readFileSync(join(nodes, name), 'utf8');
    const [, script] = /<script type="text\/javascript">\n([^]*?)<\/script>/.exec(html) ?? [];
    if (!script) throw new Error(`${name} has no script`);
    writeFileSync(join(folder, name.replace('.html', '.js')), `/* global $, RED */\n${script}`);
  }
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  const config = join(root, '.oxlintrc.json');
  const options = ['--deny-warnings', '-c', config, folder];
  const { status } = spawnSync(process.execPath, [oxlint, ...options], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
