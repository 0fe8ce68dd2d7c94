import assert from 'node:assert/strict';
import { describeInBrowser, Editor } from '../support/editor';
import { Embedded } from '../support/embedded';

const FLOW = [
  { id: 'tab', type: 'tab', label: 'home' },
  { id: 'account', type: 'flatpeak-account', name: 'Sample', source: 'sample', baseUrl: '' },
  {
    id: 'old',
    type: 'flatpeak-cheap-slot',
    z: 'tab',
    x: 300,
    y: 300,
    account: 'account',
    location: 'loc_1',
    locationType: 'str',
    direction: 'IMPORT',
    threshold: '0.15',
    thresholdType: 'num',
    version: 1,
    wires: [[], [], []],
  },
];

/** What makes a field count, where it is, and what it refuses and takes. */
const FIELDS: Readonly<
  Record<
    string,
    [section: string, among: Record<string, string | boolean>, refused: string[], taken: string]
  >
> = {
  percent: ['plan', { rule: 'average' }, ['', 'much', '2000'], '-5'],
  share: ['plan', { rule: 'share' }, ['', '0', '100.1', 'half'], '12.5'],
  duration: ['plan', { rule: 'duration' }, ['', '0', '-1', 'long'], '90'],
  energy: ['plan', { rule: 'duration', need: 'energy' }, ['', '0', 'full'], '9.5'],
  efficiency: ['plan', { rule: 'duration', need: 'energy' }, ['0', '101'], ''],
  power: ['plan', { rule: 'duration', need: 'energy' }, ['', '0', '-7'], '7.4'],
  carbonPrice: ['plan', { value: 'blend' }, ['', '-1', 'x'], '0'],
  from: ['plan', { when: 'window' }, ['', '7:00', '24:00'], '23:59'],
  to: ['plan', { when: 'window' }, ['', '7', 'noon'], '00:00'],
  readyBy: ['plan', { when: 'ready' }, ['', '7:00'], '07:00'],
  lookAhead: ['plan', { when: 'ahead' }, ['', '0', '169'], '12'],
  neverAbove: ['limits', {}, ['dear'], '-0.1'],
  alwaysBelow: ['limits', {}, ['cheap'], ''],
  minRun: ['limits', {}, ['-1', 'long'], '30'],
  minPause: ['limits', {}, ['-1', 'long'], '0'],
  maxPause: ['limits', { rule: 'share' }, ['-1', 'long'], ''],
  maxRuns: ['limits', {}, ['0', '1.5', '-1'], '3'],
  minConfidence: ['limits', {}, ['1.1', '80'], '0.8'],
  fallbackFrom: ['output', { fallback: 'hours' }, ['', '25:00'], '03:00'],
  fallbackTo: ['output', { fallback: 'hours' }, ['', '25:00'], '05:00'],
  overrideMinutes: ['output', {}, ['0', '-1'], '60'],
  heartbeat: ['output', {}, ['0', '-15'], ''],
};

describeInBrowser('the dialog of flatpeak-cheap-slot', function () {
  this.timeout(60_000);
  let embedded: Embedded;
  let editor: Editor;
  let id: string;

  before(async () => {
    embedded = await Embedded.start({ flow: FLOW });
    editor = await Editor.open(embedded);
  });

  beforeEach(async () => {
    id = await editor.add('flatpeak-cheap-slot');
    await editor.edit(id);
    await editor.field('account').selectOption('account');
    await editor.type('location', 'loc_1');
    await editor.type('threshold', '0.15');
  });

  after(async () => {
    try {
      await editor.close();
    } finally {
      await embedded.stop();
    }
  });

  /** Node-RED takes two clicks on tabs within 400 ms for a double click. */
  async function section(name: string): Promise<void> {
    await editor.page.waitForTimeout(400);
    await editor.page.locator(`a[href="#flatpeak-cheap-slot-${name}"]`).click();
  }
  const preset = (name: string) =>
    editor.page.locator('#flatpeak-cheap-slot-preset').selectOption(name);
  const choose = (name: string, value: string) =>
    editor.page.locator(`#node-input-${name}`).selectOption(value);

  for (const [name, [where, among, refused, taken]] of Object.entries(FIELDS)) {
    it(`checks ${name} while it counts`, async () => {
      for (const [field, value] of Object.entries(among)) {
        if (field === 'fallback') await section('output');
        await choose(field, String(value));
      }
      await section(where);
      assert.ok(await editor.field(name).isVisible());
      for (const value of refused) {
        await editor.type(name, value);
        assert.ok(await editor.isRefused(name), `takes "${value}"`);
      }
      for (const value of [taken, '${FLATPEAK_ANY}']) {
        await editor.type(name, value);
        assert.ok(!(await editor.isRefused(name)), `refuses "${value}"`);
      }
      await editor.type(name, refused.at(-1) ?? '');
      await editor.done();
      const { valid, validationErrors } = await editor.node(id);
      assert.equal(valid, false);
      assert.doesNotMatch(String(validationErrors), /flatpeak-cheap-slot\./);
      if (Object.keys(among).length === 0) return;
      await editor.edit(id);
      for (const [field] of Object.entries(among).reverse()) {
        if (field === 'fallback') await section('output');
        else await section('plan');
        await editor.page.locator(`#node-input-${field}`).selectOption({ index: 0 });
      }
      assert.ok(!(await editor.field(name).isVisible()) || name === 'power');
      await editor.done();
      assert.equal((await editor.node(id))['valid'], name !== 'power');
    });
  }

  for (const name of ['threshold', 'ev', 'heat-pump', 'hot-water', 'battery', 'laundry']) {
    it(`is complete with the preset ${name}`, async () => {
      await preset(name);
      for (const where of ['limits', 'output', 'plan']) {
        await section(where);
        assert.equal(await editor.dialog.locator('.input-error:visible').count(), 0);
        for (const label of await editor.dialog.locator('.form-row label:visible').all()) {
          const { height } = (await label.boundingBox()) ?? { height: 0 };
          assert.ok(height <= 24, `"${await label.innerText()}" is ${height} px high`);
        }
        assert.doesNotMatch(await editor.dialog.innerText(), /flatpeak-cheap-slot\./);
      }
      await editor.done();
      const node = await editor.node(id);
      assert.equal(node['valid'], true, String(node['validationErrors']));
    });
  }

  it('forgets what would contradict when it is no longer shown', async () => {
    await preset('heat-pump');
    await choose('rule', 'threshold');
    await editor.done();
    assert.equal((await editor.node(id))['maxPause'], '');
  });

  it('sees when two limits contradict each other', async () => {
    await section('limits');
    await editor.type('neverAbove', '0.1');
    await editor.type('alwaysBelow', '0.2');
    assert.ok(await editor.isRefused('alwaysBelow'));
    await editor.type('neverAbove', '0.3');
    assert.ok(!(await editor.isRefused('alwaysBelow')));
    await section('plan');
    await choose('seek', 'highest');
    await section('limits');
    assert.ok(await editor.isRefused('alwaysBelow'));
    assert.match(await editor.row('neverAbove').innerText(), /Never below/);
    await editor.cancel();
  });

  it('shows every section to the keyboard, too', async () => {
    for (const [name, field, key] of [
      ['limits', 'minRun', 'Enter'],
      ['output', 'topic', ' '],
      ['plan', 'rule', 'Enter'],
    ] as const) {
      await editor.page.locator(`a[href="#flatpeak-cheap-slot-${name}"]`).press(key);
      assert.ok(await editor.field(field).isVisible());
    }
    await editor.cancel();
  });

  it('keeps the weekdays', async () => {
    await choose('when', 'window');
    for (const day of [5, 6])
      await editor.dialog.locator('.flatpeak-days input[type=checkbox]').nth(day).uncheck();
    await editor.done();
    assert.equal((await editor.node(id))['days'], '12345');
    await editor.edit(id);
    const boxes = await editor.dialog.locator('.flatpeak-days input[type=checkbox]').all();
    assert.deepEqual(await Promise.all(boxes.map((box) => box.isChecked())), [
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    for (const box of boxes.slice(0, 5)) await box.uncheck();
    await editor.done();
    assert.equal((await editor.node(id))['valid'], false);
  });

  it('opens an old flow with what it did all along', async () => {
    await editor.cancel();
    assert.equal((await editor.node('old'))['valid'], true);
    await editor.edit('old');
    assert.equal(await editor.page.locator('#node-input-rule').inputValue(), 'threshold');
    assert.equal(await editor.page.locator('#node-input-fallback').inputValue(), 'off');
    await editor.done();
    assert.equal((await editor.node('old'))['valid'], true);
  });
});
