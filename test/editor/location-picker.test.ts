import assert from 'node:assert/strict';
import { MINUTE } from '../../src/time/duration';
import { describeInBrowser, Editor } from '../support/editor';
import { Embedded } from '../support/embedded';
import { SimHost } from '../support/sim-host';

const NODES = [
  'flatpeak-rates',
  'flatpeak-cheap-slot',
  'flatpeak-location',
  'flatpeak-location-status',
];

const FLOW = [
  { id: 'tab', type: 'tab', label: 'home' },
  { id: 'account', type: 'flatpeak-account', name: 'Sample', source: 'sample', baseUrl: '' },
  { id: 'blank', type: 'flatpeak-account', name: 'Blank', source: 'flatpeak', baseUrl: '' },
  ...NODES.map((type) => ({
    id: type,
    type,
    z: 'tab',
    x: 100,
    y: 100,
    account: 'account',
    location: 'loc_sample_berlin',
    locationType: 'str',
    wires: [],
  })),
];

describeInBrowser('the list of locations', function () {
  this.timeout(30_000);
  let host: SimHost;
  let embedded: Embedded;
  let editor: Editor;

  before(async () => {
    host = new SimHost(Date.now());
    embedded = await Embedded.start({ flow: FLOW, host });
    editor = await Editor.open(embedded);
  });

  beforeEach(async () => {
    await editor.reload();
    // Only so many lists a minute.
    await host.advance(MINUTE);
  });

  after(async () => {
    try {
      await editor.close();
    } finally {
      await embedded.stop();
    }
  });

  const button = () => editor.dialog.getByRole('button', { name: 'Choose a location' });
  const search = () => editor.dialog.getByRole('combobox', { name: 'search' });
  const options = () => editor.dialog.locator('.flatpeak-locations').getByRole('option');
  const note = () => editor.dialog.locator('.flatpeak-locations [role=status]');
  const active = () =>
    options()
      .and(editor.page.getByRole('option', { selected: true }))
      .innerText();
  const key = (name: string) => editor.page.keyboard.press(name);

  async function open(node = 'flatpeak-rates'): Promise<void> {
    await editor.edit(node);
    await button().click();
    await options().first().waitFor();
  }

  for (const node of NODES) {
    it(`fills the field of ${node} by mouse`, async () => {
      await open(node);
      assert.equal(await options().count(), 9);
      assert.match(
        await options().first().innerText(),
        /^1 Sample Street, Bath, BA1 1AA\s+loc_sample_demo · Europe\/London · GBP$/,
      );
      await options().filter({ hasText: 'Oslo' }).click();
      assert.equal(await editor.value('location'), 'loc_sample_oslo');
      assert.equal(await options().count(), 0);
      await editor.done();
      const { location, locationType } = await editor.node(node);
      assert.deepEqual([location, locationType], ['loc_sample_oslo', 'str']);
    });
  }

  it('can be used with the keyboard alone', async () => {
    await editor.edit('flatpeak-rates');
    await editor.field('location').focus();
    await key('Tab');
    assert.equal(await button().getAttribute('aria-expanded'), 'false');
    await key('Enter');
    await options().first().waitFor();
    assert.equal(await button().getAttribute('aria-expanded'), 'true');
    assert.ok(await search().evaluate((node) => node.matches(':focus')));
    assert.match(await active(), /Berlin/, 'begins at what is chosen');
    await key('ArrowDown');
    assert.match(await active(), /Oslo/);
    await key('ArrowUp');
    await key('ArrowUp');
    assert.match(await active(), /London/);
    const current = await search().getAttribute('aria-activedescendant');
    assert.match(await editor.dialog.locator(`#${current}`).innerText(), /London/);
    await key('Enter');
    assert.equal(await editor.value('location'), 'loc_sample_london');
    assert.ok(await button().evaluate((node) => node.matches(':focus')), 'back where it began');
    assert.ok(await editor.dialog.isVisible());
    await editor.cancel();
  });

  it('goes round at both ends', async () => {
    await open();
    await editor.page.keyboard.type('street');
    assert.equal(await options().count(), 2);
    await key('ArrowUp');
    assert.match(await active(), /2 Sample Street/);
    await key('ArrowDown');
    assert.match(await active(), /1 Sample Street/);
    await editor.cancel();
  });

  it('finds by address, id, zone and currency, all words at once', async () => {
    await open();
    for (const [words, count] of [
      ['gbp', 2],
      ['EUROPE street', 2],
      ['london gbp n1', 1],
      ['loc_sample_oslo', 1],
      ['atlantis', 0],
      ['', 9],
    ] as const) {
      await search().fill(words);
      assert.equal(await options().count(), count, words);
      assert.equal(await note().innerText(), count === 0 ? 'No location matches.' : '');
    }
    await search().fill('atlantis');
    await key('ArrowDown');
    await key('Enter');
    assert.equal(await editor.value('location'), 'loc_sample_berlin');
    await editor.cancel();
  });

  it('closes on Escape, on its button and on a click elsewhere, and changes nothing', async () => {
    await open();
    await key('Escape');
    assert.equal(await options().count(), 0);
    assert.ok(await editor.dialog.isVisible(), 'the dialog stays');
    await button().click();
    await options().first().waitFor();
    await button().click();
    assert.equal(await options().count(), 0);
    await button().click();
    await options().first().waitFor();
    await editor.field('name').click();
    assert.equal(await options().count(), 0);
    assert.equal(await editor.value('location'), 'loc_sample_berlin');
    await editor.cancel();
  });

  it('leaves the field open to any text and any source', async () => {
    await open();
    await key('Escape');
    await editor.type('location', 'loc_by_hand');
    await editor.done();
    assert.equal((await editor.node('flatpeak-rates'))['location'], 'loc_by_hand');
    await editor.edit('flatpeak-rates');
    await editor.row('location').locator('.red-ui-typedInput-type-select').click();
    await editor.page.locator('.red-ui-typedInput-options:visible a', { hasText: 'msg.' }).click();
    await editor.type('location', 'home');
    await editor.done();
    const { location, locationType } = await editor.node('flatpeak-rates');
    assert.deepEqual([location, locationType], ['home', 'msg']);
    await open();
    await key('Enter');
    assert.equal(await editor.value('location'), 'loc_sample_demo');
    await editor.done();
    assert.equal((await editor.node('flatpeak-rates'))['locationType'], 'str');
  });

  it('lists the samples of an account that is not deployed yet', async () => {
    await editor.edit('flatpeak-rates');
    await editor.dialog.locator('#node-input-btn-account-add').click();
    await editor.page.locator('#node-config-dialog-ok').waitFor();
    await editor.field('source').selectOption('sample');
    await editor.done();
    await button().click();
    await options().first().waitFor();
    assert.equal(await options().count(), 9);
    await editor.cancel();
  });

  for (const [what, account, sentence] of [
    ['no account is chosen', '_ADD_', 'Choose an account first.'],
    ['the account has no credentials', 'blank', 'The account ID or the API key is missing.'],
  ] as const) {
    it(`says why there is nothing when ${what}`, async () => {
      await editor.edit('flatpeak-rates');
      await editor.field('account').selectOption(account);
      await button().click();
      await editor.dialog.locator('.flatpeak-locations').getByText(sentence).waitFor();
      assert.equal(await options().count(), 0);
      await key('ArrowDown');
      await key('Enter');
      await key('Escape');
      assert.equal(await editor.value('location'), 'loc_sample_berlin');
      await editor.cancel();
    });
  }
});
