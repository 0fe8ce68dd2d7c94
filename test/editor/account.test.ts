import assert from 'node:assert/strict';
import { httpTransport } from '../../src/flatpeak/http';
import { MINUTE } from '../../src/time/duration';
import { describeInBrowser, Editor } from '../support/editor';
import { Embedded } from '../support/embedded';
import { startSampleServer, type CannedReply, type SampleServer } from '../support/sample-server';
import { SimHost } from '../support/sim-host';

const ID = 'acc_sample';
const KEY = 'sk_test_sample_data_only';
const BASE_URL = 'https://deployed.example';

/** An account that no node uses, or an incomplete node, would make the editor ask before it deploys. */
const USER = {
  id: 'user',
  type: 'flatpeak-location',
  z: 'tab',
  x: 100,
  y: 100,
  location: 'loc_1',
  locationType: 'str',
  wires: [[]],
};

describeInBrowser('the dialog of flatpeak-account', function () {
  this.timeout(30_000);
  let server: SampleServer;
  let host: SimHost;
  let embedded: Embedded;
  let editor: Editor;
  /** Instead of the sample's. */
  let locations: CannedReply | undefined;
  /** Every origin that a connection was made for. */
  const origins: string[] = [];

  before(async () => {
    server = await startSampleServer({
      before: ({ path }) => (path === '/locations' ? locations : undefined),
    });
    host = new SimHost(Date.now(), {
      transport(baseUrl) {
        origins.push(baseUrl);
        return httpTransport(server.url);
      },
    });
    const flow = [
      { id: 'tab', type: 'tab', label: 'home' },
      { ...USER, account: 'live' },
      { id: 'live', type: 'flatpeak-account', name: 'Home', source: 'flatpeak', baseUrl: BASE_URL },
    ];
    const credentials = { live: { account_id: ID, api_key: KEY } };
    embedded = await Embedded.start({ flow, credentials, host });
    editor = await Editor.open(embedded);
  });

  beforeEach(async () => {
    locations = undefined;
    server.requests.splice(0);
    await editor.reload();
    // Only so many tests a minute.
    await host.advance(MINUTE);
  });

  after(async () => {
    try {
      await editor.close();
    } finally {
      await embedded.stop();
      await server.close();
    }
  });

  const button = () => editor.dialog.getByRole('button', { name: 'Test connection' });

  /** What the dialog says once the test is over. */
  async function verdict(): Promise<string> {
    const result = editor.dialog.locator('#flatpeak-test-result');
    await result.locator('.fa:not(.fa-spinner)').waitFor();
    return result.innerText();
  }

  it('shows what a data source needs, all of it labelled', async () => {
    await editor.editAccount('_ADD_');
    assert.ok(await editor.field('api_key').isVisible());
    await editor.field('source').selectOption('sample');
    assert.ok(!(await editor.field('api_key').isVisible()));
    assert.doesNotMatch(await editor.dialog.innerText(), /flatpeak-account\./);
    await editor.field('source').selectOption('flatpeak');
    assert.ok(await editor.field('api_key').isVisible());
    await editor.cancel();
  });

  it('tests sample data by keyboard, without a deploy, and says the result aloud', async () => {
    await editor.editAccount('_ADD_');
    await editor.field('source').selectOption('sample');
    await editor.field('source').focus();
    await editor.page.keyboard.press('Tab');
    assert.ok(await button().evaluate((node) => node.matches(':focus')));
    await editor.page.keyboard.press('Enter');
    assert.match(await verdict(), /^Sample data works\. 9 locations\./);
    const result = editor.dialog.locator('#flatpeak-test-result');
    assert.equal(await result.getAttribute('aria-live'), 'polite');
    assert.ok(await button().evaluate((node) => node.matches(':focus')));
    assert.deepEqual(server.requests, []);
    await editor.cancel();
  });

  it('tests the deployed account, and says what is missing and how much was asked', async () => {
    await editor.editAccount('live');
    await button().click();
    const words = await verdict();
    assert.match(words, /^Connected with a test key: its prices may be invented\. 9 locations\./);
    assert.match(words, /No tariff is linked yet to: Voorbeeldstraat 8, Utrecht, 3511 AA; /);
    assert.equal(origins.at(-1), BASE_URL);
    assert.match(words, /Requests since Node-RED started: \d+, repeated: 0/);
    await editor.cancel();
  });

  it('tests new credentials before they are deployed, at FlatPeak only', async () => {
    await editor.editAccount('_ADD_');
    await editor.type('account_id', ID);
    await editor.type('api_key', KEY);
    await button().click();
    assert.match(await verdict(), /^Connected with a test key/);
    assert.equal(origins.at(-1), 'https://api.flatpeak.com');
    await editor.cancel();
  });

  it('says in a sentence that a key is refused, and tests the mended one', async () => {
    await editor.editAccount('live');
    await editor.type('api_key', 'sk_live_wrong');
    await button().click();
    assert.match(await verdict(), /^FlatPeak refused the account ID or API key\./);
    await editor.type('api_key', KEY);
    await button().click();
    assert.match(await verdict(), /^Connected/);
    await editor.cancel();
  });

  it('shows what comes from FlatPeak as text, never as markup', async () => {
    const city = '<img src="x" onerror="document.title=1">$t(name)';
    const home = { id: 'loc_1', postal_address: { city }, tariff_elements: [] };
    locations = { status: 200, body: { data: [home, { ...home, id: 'loc_2' }] } };
    await editor.editAccount('live');
    await button().click();
    assert.ok((await verdict()).includes(`No tariff is linked yet to: ${city}; ${city}.`));
    await editor.cancel();
    await editor.edit('user');
    await editor.dialog.getByRole('button', { name: 'Choose a location' }).click();
    const option = editor.dialog.locator('.flatpeak-locations [role=option]').first();
    assert.ok((await option.innerText()).startsWith(city));
    await editor.cancel();
  });

  it('says how a deployed account is as soon as its dialog opens', async () => {
    await editor.editAccount('live');
    assert.match(await verdict(), /^Connected with a test key: .* 9 locations\./);
    await editor.cancel();
    locations = { status: 404, body: {} };
    await editor.editAccount('live');
    assert.match(await verdict(), /^FlatPeak does not know this ID\./);
    await editor.cancel();
    locations = undefined;
    await editor.editAccount('live');
    await verdict();
    await button().click();
    const words = await verdict();
    assert.match(words, /^Connected with a test key/);
    assert.match(words, /last problem, .*: FlatPeak does not know this ID/);
    await editor.cancel();
  });

  it('does not send credentials to a base URL that is not deployed', async () => {
    await editor.editAccount('live');
    await verdict();
    server.requests.splice(0);
    await editor.type('baseUrl', 'https://elsewhere.example');
    await button().click();
    assert.match(await verdict(), /^A new base URL is used after a deploy/);
    assert.deepEqual(server.requests, []);
    await editor.cancel();
  });

  it('refuses a base URL without encryption', async () => {
    await editor.editAccount('live');
    for (const [url, refused] of [
      ['http://elsewhere.example', true],
      ['elsewhere', true],
      ['https://elsewhere.example', false],
      ['http://127.0.0.1:8080', false],
      ['', false],
    ] as const) {
      await editor.type('baseUrl', url);
      assert.equal(await editor.isRefused('baseUrl'), refused, url);
    }
    await editor.cancel();
  });

  it('keeps a new key through a deploy and a reload, and never shows it again', async () => {
    await editor.editAccount('live');
    await editor.type('name', 'Mine');
    await editor.type('account_id', 'acc_new');
    await editor.type('api_key', 'sk_live_new');
    await editor.done();
    await editor.deploy();
    await editor.reload();
    await editor.editAccount('live');
    assert.equal(await editor.value('name'), 'Mine');
    assert.equal(await editor.value('api'), 'automatic', 'though it was saved without');
    assert.equal(await editor.value('account_id'), 'acc_new');
    assert.equal(await editor.value('api_key'), '__PWRD__');
    await editor.cancel();
  });
});
