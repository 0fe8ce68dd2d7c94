import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import type { Embedded } from './embedded';

const { CHROMIUM } = process.env;
const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const browserPath = (CHROMIUM === undefined ? USUAL : [CHROMIUM]).find((path) =>
  existsSync(path),
);

const ADVICE =
  'No browser: the dialogs are NOT tested. Install Chromium (apt-get install chromium) or name one in CHROMIUM.';
if (browserPath === undefined) console.error(`\n  ${ADVICE}\n`);

/** `describe` for tests in a browser. Where there is none they do not exist, and in CI that is a failure. */
export function describeInBrowser(title: string, tests: (this: Mocha.Suite) => void): void {
  if (browserPath !== undefined) describe(title, tests);
  else if (process.env['CI'] !== undefined)
    describe(title, () => it('has a browser', () => assert.fail(ADVICE)));
}

/** What these tests use of the page that Node-RED serves. */
interface EditorWindow {
  RED: {
    nodes: {
      node(id: string): Record<string, unknown> | null;
      add(node: object): { id: string };
      registry: { getNodeTypes(): string[] };
    };
    editor: { edit(node: object): void; editConfig(name: string, type: string, id: string): void };
    settings: { setLocal(name: string, value: string): void };
    view: { createNode(type: string, x: number, y: number): { node: object } };
  };
}

/** How a user looks at the editor. */
export interface View {
  readonly locale?: string;
  /** px */
  readonly width?: number;
  readonly dark?: boolean;
}

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Node-RED's editor in a real browser, as a user drives it. */
export class Editor {
  /** Whatever went wrong in the page. */
  readonly problems: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
  ) {
    page.on('pageerror', (error) => this.problems.push(String(error.stack ?? error)));
    // The editor catches what a dialog throws and only logs it.
    page.on('console', (message) => {
      const text = message.text();
      if (text.startsWith('Failed to load resource')) return;
      if (/^(warning|error)$/.test(message.type()) || text.startsWith('onedit'))
        this.problems.push(text);
    });
    // A refusal of ours is an answer; a file that is not there is a problem.
    page.on('response', (response) => {
      if (response.status() >= 400 && !response.url().includes('/flatpeak/accounts/'))
        this.problems.push(`${response.status()} ${response.url()}`);
    });
  }

  /** `dark` is for Node-RED 5; earlier ones have one theme. */
  static async open({ url }: Embedded, view: View = {}): Promise<Editor> {
    const { locale = 'en-US', width = 1280, dark = false } = view;
    const browser = await chromium.launch({ executablePath: browserPath ?? '', args: ARGS });
    const page = await browser.newPage({ locale, viewport: { width, height: 900 } });
    page.setDefaultTimeout(10_000);
    const editor = new Editor(page, browser);
    await page.goto(url, { timeout: 20_000 });
    await editor.ready();
    if (dark) {
      await page.evaluate(() => {
        const { RED } = globalThis as unknown as EditorWindow;
        RED.settings.setLocal('view-dark-theme', 'dark');
      });
      await editor.reload();
    }
    return editor;
  }

  /** Fails if anything went wrong in the page. */
  async close(): Promise<void> {
    await this.browser.close();
    assert.deepEqual(this.problems, []);
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Every FlatPeak node of the palette, accounts included. */
  types(): Promise<string[]> {
    return this.page.evaluate(() => {
      const { RED } = globalThis as unknown as EditorWindow;
      return RED.nodes.registry.getNodeTypes().filter((type) => type.startsWith('flatpeak-'));
    });
  }

  /** Puts a new node on the open flow; gives its id. */
  add(type: string): Promise<string> {
    return this.page.evaluate((of) => {
      const { RED } = globalThis as unknown as EditorWindow;
      return RED.nodes.add(RED.view.createNode(of, 200, 100).node).id;
    }, type);
  }

  /** Opens the dialog of a node. */
  async edit(id: string): Promise<void> {
    await this.page.evaluate((node) => {
      const { RED } = globalThis as unknown as EditorWindow;
      RED.editor.edit(RED.nodes.node(node) ?? {});
    }, id);
    await this.page.locator('#node-dialog-ok').waitFor();
    await this.settled();
  }

  /** Opens the dialog of an account, existing or new (`_ADD_`). */
  async editAccount(id: string): Promise<void> {
    await this.page.evaluate((node) => {
      const { RED } = globalThis as unknown as EditorWindow;
      RED.editor.editConfig('account', 'flatpeak-account', node);
    }, id);
    await this.page.locator('#node-config-dialog-ok').waitFor();
    await this.settled();
  }

  /** The dialog that is on top. */
  get dialog(): Locator {
    return this.page.locator('.red-ui-tray').last();
  }

  /** The row of a field, by the name of its property. */
  row(name: string): Locator {
    return this.dialog.locator('.form-row', {
      has: this.page.locator(`#node-input-${name}, #node-config-input-${name}`),
    });
  }

  /** What the user types or chooses in: for a typed input its visible part. */
  field(name: string): Locator {
    return this.row(name)
      .locator(`.red-ui-typedInput-input, [id$="-input-${name}"]:not([type=hidden])`)
      .first();
  }

  /** Types as a user does: the editor validates on every key. */
  async type(name: string, text: string): Promise<void> {
    await this.field(name).fill(text);
    await this.field(name).press('Shift');
    await this.field(name).blur();
  }

  value(name: string): Promise<string> {
    return this.field(name).inputValue();
  }

  /** Whether the editor marks a field as wrong. */
  async isRefused(name: string): Promise<boolean> {
    return (await this.row(name).locator('.input-error').count()) > 0;
  }

  async done(): Promise<void> {
    await this.page
      .locator('#node-dialog-ok:visible, #node-config-dialog-ok:visible')
      .last()
      .click();
    await this.settled();
  }

  async cancel(): Promise<void> {
    await this.page
      .locator('#node-dialog-cancel:visible, #node-config-dialog-cancel:visible')
      .last()
      .click();
    await this.settled();
  }

  async deploy(): Promise<void> {
    const deployed = this.page.waitForResponse(
      (response) => response.url().endsWith('/flows') && response.request().method() === 'POST',
    );
    await this.page.locator('#red-ui-header-button-deploy').click();
    assert.equal((await deployed).status(), 200);
    await this.settled();
  }

  /** A node as the editor holds it. */
  node(id: string): Promise<Record<string, unknown>> {
    return this.page.evaluate((node) => {
      const { RED } = globalThis as unknown as EditorWindow;
      const { _def, ...plain } = RED.nodes.node(node) ?? {};
      return JSON.parse(
        JSON.stringify(plain, (_, value: unknown) =>
          typeof value === 'function' ? undefined : value,
        ),
      ) as Record<string, unknown>;
    }, id);
  }

  private async ready(): Promise<void> {
    await this.page
      .locator('.red-ui-loader-spinner, #red-ui-loading-progress')
      .first()
      .waitFor({ state: 'hidden' });
    await this.page.locator('#red-ui-palette-container').waitFor();
    await this.settled();
  }

  /** Trays slide in and out. */
  private async settled(): Promise<void> {
    await this.page.waitForTimeout(300);
  }
}
