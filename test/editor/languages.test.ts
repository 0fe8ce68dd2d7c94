import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeInBrowser, Editor } from '../support/editor';
import { Embedded, ROOT } from '../support/embedded';

const FLOW = [
  { id: 'tab', type: 'tab', label: 'home' },
  { id: 'account', type: 'flatpeak-account', name: 'Sample', source: 'sample', baseUrl: '' },
];

/** A key of a catalogue where its text should be. */
const RAW_KEY = /\bflatpeak-[a-z-]+(\.[\w-]+)+/;
/** Pixels; two lines are 40. */
const ONE_LINE = 24;
/** Narrow enough for every tablet. */
const WIDTH = 800;

describeInBrowser('the dialogs in every language', function () {
  this.timeout(120_000);
  let embedded: Embedded;

  before(async () => {
    embedded = await Embedded.start({ flow: FLOW });
  });

  after(() => embedded.stop());

  for (const locale of readdirSync(join(ROOT, 'nodes/locales'))) {
    it(`speak ${locale}, each label on one line`, async () => {
      const editor = await Editor.open(embedded, { locale, width: WIDTH });
      const check = async (): Promise<void> => {
        const { dialog } = editor;
        assert.doesNotMatch(await dialog.innerText(), RAW_KEY);
        for (const label of await dialog.locator('.form-row label:visible').all()) {
          const { height } = (await label.boundingBox()) ?? { height: 0 };
          assert.ok(height <= ONE_LINE, `"${await label.innerText()}" is ${height} px high`);
        }
        const { wide, room } = await dialog
          .locator('form')
          .first()
          .evaluate((form) => ({ wide: form.scrollWidth, room: form.clientWidth }));
        assert.ok(wide <= room + 1, `${wide} px in ${room} px`);
      };
      try {
        for (const type of await editor.types()) {
          if (type === 'flatpeak-account') {
            await editor.editAccount('account');
            await editor.dialog.locator('#flatpeak-test-result .fa-check-circle').waitFor();
            await check();
            await editor.cancel();
            continue;
          }
          await editor.edit(await editor.add(type));
          await editor.field('account').selectOption('account');
          if (type !== 'flatpeak-cheap-slot') {
            await check();
            await editor.cancel();
            continue;
          }
          await editor.type('location', 'loc_sample_london');
          await editor.dialog.locator('.flatpeak-picture[data-state=drawn]').waitFor();
          const presets = editor.page.locator('#flatpeak-cheap-slot-preset');
          for (const preset of ['ev', 'heat-pump', 'laundry']) {
            await presets.selectOption(preset);
            await check();
          }
          for (const section of ['limits', 'output']) {
            await editor.page.waitForTimeout(400);
            await editor.page.locator(`a[href="#flatpeak-cheap-slot-${section}"]`).click();
            await check();
          }
          await editor.cancel();
        }
      } finally {
        await editor.close();
      }
    });
  }
});
