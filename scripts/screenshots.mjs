// Takes the pictures of the README from the running product, so that they stay true. Needs a Chromium.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = fileURLToPath(new URL('../docs/images/', import.meta.url));
const PORT = '18801';
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];

const demo = spawn(process.execPath, ['scripts/start.mjs'], {
  cwd: root,
  env: { ...process.env, PORT },
  stdio: ['ignore', 'pipe', 'inherit'],
});
demo.stdout.setEncoding('utf8');
await new Promise((resolve) => {
  demo.stdout.on('data', (text) => text.includes('The editor is at') && resolve());
});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    ...ARGS,
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const page = await browser.newPage({
  viewport: { width: 1080, height: 720 },
  deviceScaleFactor: 2,
  locale: 'en-US',
});
await page.goto(`http://127.0.0.1:${PORT}/`);
await page.waitForFunction(() => window.RED?.nodes?.node('f1a70000000000d0')?.status?.text);
await page.waitForTimeout(1_500);
await page.evaluate(() => {
  document.querySelectorAll('.red-ui-notification').forEach((note) => note.remove());
  RED.actions.invoke('core:toggle-sidebar');
});
await page.locator('#red-ui-palette-search input').first().pressSequentially('flatpeak');
await page.waitForTimeout(500);
await page.screenshot({
  path: `${images}demo.png`,
  clip: { x: 0, y: 0, width: 1080, height: 420 },
});

await browser.close();
demo.kill('SIGINT');
await once(demo, 'exit');
