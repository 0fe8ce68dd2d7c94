// Takes the pictures of the README and the guides from the running product, so that they stay true. Needs a Chromium.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const PORT = process.env.PORT ?? '18801';
const [DEMO_ACCOUNT, DEMO_SWITCH] = ['f1a70000000000c0', 'f1a70000000000d0'];
const MARGIN = 16;
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

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
  args: ARGS,
});
const page = await browser.newPage({
  viewport: { width: 1080, height: 1_000 },
  deviceScaleFactor: 2,
  locale: 'en-US',
});
await page.goto(`http://127.0.0.1:${PORT}/`);
try {
  await canvas();
  await dialog('cheap-slot', 'Cheap slot - car ready by 7 in the morning', '#node-input-rule');
  await dialog('rates', 'Rates - now, next and cheapest', '.flatpeak-notes');
  await dialog('account', 'Demo - switches within seconds', '#node-config-input-exportFactor');
} finally {
  await browser.close();
  demo.kill('SIGINT');
  await once(demo, 'exit');
}

/** The demo flow as it opens, with our nodes in the palette. */
async function canvas() {
  const isOn = (id) => window.RED?.nodes?.node(id)?.status?.text?.startsWith('on ');
  await page.waitForFunction(isOn, DEMO_SWITCH, { timeout: 180_000 });
  await page.waitForTimeout(1_500);
  await page.evaluate(() => {
    document.querySelectorAll('.red-ui-notification').forEach((note) => note.remove());
    // An earlier run may have left it closed.
    if ($('#red-ui-sidebar').is(':visible')) RED.actions.invoke('core:toggle-sidebar');
  });
  await page.locator('#red-ui-palette-search input').first().pressSequentially('flatpeak');
  await page.waitForTimeout(500);
  await page.screenshot({
    path: picture('demo'),
    clip: { x: 0, y: 0, width: 1080, height: 420 },
  });
}

/**
 * The dialog of the first `flatpeak-<type>` of an example, down to the element `last`. It uses the account of the demo, which is
 * deployed.
 */
async function dialog(type, example, last) {
  const flow = JSON.parse(await readFile(`${root}/examples/${example}.json`, 'utf8'));
  const { id } = flow.find((node) => node.type === `flatpeak-${type}`);
  const nodes = flow
    .filter((node) => node.type !== 'flatpeak-account')
    .map((node) => ({ ...node, ...(node.account && { account: DEMO_ACCOUNT }) }));
  await page.evaluate(
    ([nodes, id]) => {
      if (!RED.nodes.node(id)) RED.nodes.import(nodes);
      const node = RED.nodes.node(id);
      if (node._def.category === 'config') RED.editor.editConfig('', node.type, id);
      else RED.editor.edit(node);
    },
    [nodes, id],
  );
  if (type === 'account') {
    await page.locator('#flatpeak-test').click();
    await page.locator('#flatpeak-test-result .fa-check-circle').waitFor();
  } else {
    await page.locator('.flatpeak-picture[data-state=drawn]').waitFor();
  }
  // It slides in.
  await page.waitForTimeout(1_000);
  const tray = await page.locator('.red-ui-tray').last().boundingBox();
  const end = await page.locator(last).boundingBox();
  await page.screenshot({
    path: picture(type),
    clip: { ...tray, height: end.y + end.height + MARGIN - tray.y },
  });
  await page
    .locator('#node-dialog-cancel:visible, #node-config-dialog-cancel:visible')
    .last()
    .click();
  await page.waitForTimeout(500);
}

function picture(name) {
  return `${root}/docs/images/${name}.png`;
}
