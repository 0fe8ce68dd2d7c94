import assert from 'node:assert/strict';
import { describeInBrowser, Editor } from '../support/editor';
import { Embedded } from '../support/embedded';

const FLOW = [
  { id: 'tab', type: 'tab', label: 'home' },
  { id: 'account', type: 'flatpeak-account', name: 'Sample', source: 'sample', baseUrl: '' },
];

interface Dialog {
  /** What a user types; it must be there after a deploy and a reload. */
  readonly typed: Record<string, string>;
  /** What must be refused, field by field. */
  readonly refused: Record<string, readonly string[]>;
}

const location = ['../login', 'a b', 'a'.repeat(65)];

const DIALOGS: Readonly<Record<string, Dialog>> = {
  'flatpeak-rates': {
    typed: { name: 'Rates', location: 'loc_1', start: 'now', end: '+2h' },
    refused: { location, start: ['soon'], end: ['2026-03-29', '12:00'] },
  },
  'flatpeak-cheap-slot': {
    typed: { name: 'Charger', location: 'loc_1', threshold: '-0.05' },
    refused: { location: ['', ...location], threshold: ['', ' ', 'cheap', '0,15'] },
  },
  'flatpeak-location': {
    typed: { name: 'Home', location: 'loc_1' },
    refused: { location },
  },
  'flatpeak-locations': {
    typed: { name: 'Homes', limit: '5' },
    refused: { limit: ['0', '-1', 'many'], customer: ['a/b'] },
  },
  'flatpeak-location-status': {
    typed: { name: 'Linked?', location: 'loc_1', contractDays: '30' },
    refused: { location, contractDays: ['soon'] },
  },
  'flatpeak-event': {
    typed: { name: 'News', types: 'tariff.*, location.update' },
    refused: { types: ['tariff.*; location.*'] },
  },
};

/** A key of a catalogue where its text should be. */
const RAW_KEY = /\bflatpeak-[a-z-]+(\.[\w-]+)+/;

/** Pixels; two lines are 40. */
const ONE_LINE = 24;

describeInBrowser('the dialogs', function () {
  this.timeout(30_000);
  let embedded: Embedded;
  let editor: Editor;

  before(async () => {
    embedded = await Embedded.start({ flow: FLOW });
    editor = await Editor.open(embedded);
  });

  after(async () => {
    try {
      await editor.close();
    } finally {
      await embedded.stop();
    }
  });

  it('are all tested here', async () => {
    const types = await editor.types();
    assert.deepEqual(types.sort(), [...Object.keys(DIALOGS), 'flatpeak-account'].sort());
  });

  for (const [type, { typed, refused }] of Object.entries(DIALOGS)) {
    describe(type, () => {
      let id: string;

      before(async () => {
        id = await editor.add(type);
      });

      it('has a text for every label, on one line', async () => {
        await editor.edit(id);
        for (const label of await editor.dialog.locator('.form-row label:visible').all()) {
          const text = (await label.innerText()).trim();
          if ((await label.locator('[data-i18n]').count()) > 0) assert.notEqual(text, '');
          const { height } = (await label.boundingBox()) ?? { height: 0 };
          assert.ok(height <= ONE_LINE, `"${text}" is ${height} px high`);
        }
        assert.doesNotMatch(await editor.dialog.innerText(), RAW_KEY);
        for (const input of await editor.dialog.locator('input[placeholder]').all())
          assert.doesNotMatch((await input.getAttribute('placeholder')) ?? '', RAW_KEY);
        await editor.cancel();
      });

      for (const [name, values] of Object.entries(refused)) {
        it(`refuses a wrong ${name}, says why, and takes it back when it is mended`, async () => {
          await editor.edit(id);
          await editor.field('account').selectOption('account');
          for (const [field, text] of Object.entries(typed)) await editor.type(field, text);
          for (const value of values) {
            await editor.type(name, value);
            assert.ok(await editor.isRefused(name), `takes "${value}"`);
            const reason = editor.row(name).getByRole('alert');
            assert.doesNotMatch(await reason.innerText(), RAW_KEY);
            assert.equal(await editor.field(name).getAttribute('aria-invalid'), 'true');
          }
          await editor.done();
          const { valid, validationErrors } = await editor.node(id);
          assert.equal(valid, false);
          assert.doesNotMatch(String(validationErrors), RAW_KEY);
          await editor.edit(id);
          await editor.type(name, typed[name] ?? '');
          assert.ok(!(await editor.isRefused(name)));
          assert.equal(await editor.row(name).getByRole('alert').count(), 0);
          await editor.done();
          assert.equal((await editor.node(id))['valid'], true);
        });
      }

      it('names all there is to fill in or press, and lets the keyboard get there', async () => {
        await editor.edit(id);
        const named = editor.dialog.locator(
          '.form-row :is(input:not([type=hidden]), select, button, a.red-ui-button):visible',
        );
        for (const control of await named.all()) {
          const html = await control.evaluate((node) => node.outerHTML);
          const snapshot = await control.ariaSnapshot();
          assert.match(snapshot, /^- \w+ "[^"]{2,}"/, html);
          assert.ok((await control.evaluate((node) => (node as HTMLElement).tabIndex)) >= 0, html);
        }
        await editor.page.locator('#node-input-btn-account-add').press('Enter');
        await editor.page.locator('#node-config-input-source').waitFor();
        await editor.cancel();
        await editor.cancel();
      });

      it('leaves values of the environment to the runtime', async () => {
        await editor.edit(id);
        for (const name of Object.keys(refused)) {
          await editor.type(name, '${FLATPEAK_ANY}');
          assert.ok(!(await editor.isRefused(name)), name);
        }
        await editor.cancel();
      });

      it('keeps what is typed through a deploy and a reload', async () => {
        await editor.edit(id);
        await editor.field('account').selectOption('account');
        for (const [name, text] of Object.entries(typed)) await editor.type(name, text);
        await editor.done();
        const saved = await editor.node(id);
        await editor.deploy();
        await editor.reload();
        await editor.edit(id);
        for (const [name, text] of Object.entries(typed))
          assert.equal(await editor.value(name), text);
        assert.equal(await editor.value('account'), 'account');
        await editor.done();
        const again = await editor.node(id);
        assert.ok(!again['changed'], 'opening and closing changes nothing');
        for (const name of Object.keys(typed)) assert.equal(again[name], saved[name]);
      });
    });
  }
});
