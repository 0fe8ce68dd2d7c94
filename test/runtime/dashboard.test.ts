import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeRedApp } from 'node-red';
import type { Locator, Page } from 'playwright-core';
import { describeInBrowser, Editor } from '../support/editor';
import { Embedded, ROOT } from '../support/embedded';
import { example, idOf, press } from '../support/examples';
import { nodeRed } from '../support/node-red';

const PALETTE = join(ROOT, 'compat/node_modules/@flowfuse/node-red-dashboard');
const ADVICE = 'No dashboard: its example is NOT tested. Run npm ci --prefix compat.';

const BLUE = [0x0d, 0x74, 0xce] as const;
const GREEN = [0x2e, 0x7d, 0x32] as const;
const GREY = [0x9e, 0x9e, 0x9e] as const;

/** Title and legend of a chart, in pixels, have the colours of the lines. */
const LEGEND = 60;

/** What these tests use of a page to read what is drawn. */
interface Canvases {
  OffscreenCanvas: new (
    width: number,
    height: number,
  ) => {
    getContext(kind: '2d'): {
      drawImage(canvas: unknown, x: number, y: number): void;
      getImageData(...box: number[]): { data: Uint8ClampedArray };
    };
  };
}

/** Where the other palette is not installed these tests do not exist, and in CI that is a failure. */
function describeWithDashboard(title: string, tests: (this: Mocha.Suite) => void): void {
  if (existsSync(PALETTE)) return describeInBrowser(title, tests);
  console.error(`\n  ${ADVICE}\n`);
  if (process.env['CI'] !== undefined)
    describe(title, () => it('has its palette', () => assert.fail(ADVICE)));
}

describeWithDashboard('the dashboard example', function () {
  this.timeout(40_000);
  const flow = example('Dashboard');
  const slot = idOf(flow, 'flatpeak-cheap-slot');
  let embedded: Embedded;
  let editor: Editor;
  let page: Page;

  before(async () => {
    const tell = { id: 'tell', type: 'inject', z: flow[0]?.id, x: 0, y: 0, props: [] };
    embedded = await Embedded.start({
      flow: [...flow, { ...tell, wires: [[slot]] }],
      settings: { nodesDir: [ROOT, PALETTE], httpNodeRoot: '/' },
    });
    const RED = nodeRed() as unknown as NodeRedApp;
    RED.httpAdmin.use(RED.httpNode);
    editor = await Editor.open(embedded);
    page = editor.page;
    await page.setViewportSize({ width: 1200, height: 700 });
    await page.goto(`${embedded.url}/dashboard/electricity`);
  });

  after(async () => {
    await editor.close();
    await embedded.stop();
  });

  const widget = (label: string): Locator => {
    const node = flow.find((one) => one['label'] === label);
    return page.locator(`#nrdb-ui-widget-${node?.id}`);
  };

  const says = (label: string): Promise<string> => widget(label).innerText();

  /** How many pixels of what a chart draws have a colour. */
  const drawn = (chart: string, colour: readonly [number, number, number]): Promise<number> =>
    widget(chart)
      .locator('canvas')
      .evaluate(
        (canvas, { colour: [r, g, b], legend }) => {
          const { width, height } = canvas as unknown as Record<'width' | 'height', number>;
          const { OffscreenCanvas } = globalThis as unknown as Canvases;
          const copy = new OffscreenCanvas(width, height).getContext('2d');
          copy.drawImage(canvas, 0, 0);
          const { data } = copy.getImageData(0, legend, width, height - legend);
          let count = 0;
          for (let i = 0; i < data.length; i += 4)
            if (data[i] === r && data[i + 1] === g && data[i + 2] === b) count++;
          return count;
        },
        { colour, legend: LEGEND },
      );

  const eventually = async (look: () => Promise<boolean>): Promise<void> => {
    for (let i = 0; i < 100; i++) {
      if (await look()) return;
      await page.waitForTimeout(50);
    }
    assert.fail(`not on the page: ${look.toString()}\n${await page.locator('body').innerText()}`);
  };

  const chosen = (): Promise<string> => widget('Who decides').locator('.v-btn--active').innerText();

  it('draws the rates with a line for now, and in green when the boiler runs', async () => {
    await eventually(async () => (await drawn('Today and tomorrow', BLUE)) > 300);
    await eventually(async () => (await drawn('Plan', BLUE)) > 300);
    await eventually(async () => (await drawn('Plan', GREEN)) > 30);
    assert.equal(await drawn('Today and tomorrow', GREEN), 0);
    assert.ok((await drawn('Today and tomorrow', GREY)) > 100, 'a line for now');
  });

  it('says what it costs now, what is cheapest, and what the plan saves', async () => {
    assert.match(await says('Now'), /-?\d\.\d{3} GBP\/kWh$/);
    assert.match(await says('Cheapest'), /-?\d\.\d{3} GBP\/kWh at \d\d:\d\d$/);
    assert.match(await says('Saves'), /\d\.\d\d GBP \(\d+ %\)$/);
    assert.match(await says('State'), /(on|off) until \d\d:\d\d, on sample prices$/);
  });

  it('lets a visitor decide, and give it back to the plan', async () => {
    assert.equal(await chosen(), 'By the plan');
    const click = async (label: string): Promise<void> => {
      await page.getByRole('button', { name: label, exact: true }).click();
      await eventually(async () => (await chosen()) === label);
    };
    await click('Off');
    for (const [label, port, state] of [
      ['On', 1, 'on'],
      ['Off', 2, 'off'],
    ] as const) {
      const before = embedded.out(slot, port).length;
      await click(label);
      const told = await embedded.until(() => embedded.out(slot, port)[before]);
      assert.equal(told['reason'], 'override');
      await eventually(async () => (await says('State')).includes(`${state} until`));
    }
    await click('By the plan');
    await eventually(async () => {
      await press(embedded, 'tell', { payload: '' });
      const last = embedded.sent.findLast(({ from, port }) => from === slot && port < 3);
      return last?.message['reason'] !== 'override';
    });
  });

  it('shows who decides when it was not decided here', async () => {
    for (const [payload, label] of [
      ['off', 'Off'],
      ['on', 'On'],
      ['auto', 'By the plan'],
    ] as const) {
      await press(embedded, 'tell', { payload });
      await press(embedded, 'tell', { payload: '' });
      await eventually(async () => (await chosen()) === label);
    }
  });

  it('is all there again after a reload', async () => {
    await page.reload();
    await eventually(async () => (await drawn('Plan', GREEN)) > 30);
    await eventually(async () => (await drawn('Today and tomorrow', BLUE)) > 300);
    assert.match(await says('Cheapest'), /GBP/);
    if (process.env['PICTURES'] !== undefined)
      await page.screenshot({ path: join(ROOT, 'docs/images/dashboard.png') });
  });
});
