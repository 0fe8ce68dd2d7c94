import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import type { Embedded } from './embedded';

const BROWSERS = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** The Chromium of this machine, if there is one. */
export const CHROMIUM = BROWSERS.find((path) => path !== undefined && existsSync(path));

/**
 * `describe` for tests in a browser. Without one they cannot run: that is said aloud, and where a missing browser would
 * hide a broken dialog (CI) it is a failure.
 */
export function describeInBrowser(title: string, tests: () => void): void {
  if (CHROMIUM !== undefined) {
    describe(title, tests);
    return;
  }
  const advice =
    'No browser: the dialogs are NOT tested. Install Chromium (apt-get install chromium) or name one in CHROMIUM.';
  console.error(`\n  ${'!'.repeat(advice.length)}\n  ${advice}\n  ${'!'.repeat(advice.length)}\n`);
  if (process.env['CI'] !== undefined)
    describe(title, () => it('has a browser', () => assert.fail(advice)));
}

/** What these tests use of the page that Node-RED serves. */
interface EditorWindow {
  RED: {
    nodes: {
      node(id: string): (Record<string, unknown> & { valid?: boolean }) | null;
      import(nodes: object[]): unknown;
    };
    editor: { edit(node: object): void; editConfig(name: string, type: string, id: string): void };
    settings: { setLocal(key: string, value: string): void };
    view: { redraw(): void };
  };
  localStorage: { setItem(key: string, value: string): void };
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
      if (/^(warning|error)$/.test(message.type()) || /^onedit/.test(text))
        this.problems.push(text);
    });
    page.on('requestfailed', (request) => {
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') this.problems.push(request.url());
    });
  }

  static async open({ url }: Embedded): Promise<Editor> {
    const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGS });
    const page = await browser.newPage({
      locale: 'en-US',
      viewport: { width: 1280, height: 900 },
    });
    const editor = new Editor(page, browser);
    await page.goto(url);
    await editor.ready();
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

  async theme(name: 'light' | 'dark'): Promise<void> {
    await this.page.evaluate((theme) => {
      const { RED } = globalThis as unknown as EditorWindow;
      RED.settings.setLocal('view-dark-theme', theme);
    }, name);
    await this.reload();
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

  /** An input of the dialog, by the name of its property. A typed input is its visible part. */
  field(name: string): Locator {
    const plain = `#node-input-${name}:visible, #node-config-input-${name}:visible`;
    const typed = `.red-ui-typedInput-container:has(+ #node-input-${name}) input`;
    return this.page.locator(`${plain}, ${typed}`);
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
    await this.page.waitForTimeout(400);
  }
}
