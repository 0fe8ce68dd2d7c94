import assert from 'node:assert/strict';
import { FlatPeakClient } from '../../src/flatpeak/client';
import { SAMPLE_ACCOUNT_ID, SAMPLE_API_KEY } from '../../src/flatpeak/sample/credentials';
import { sampleTransport } from '../../src/flatpeak/sample/transport';
import { plan } from '../../src/plan/plan';
import type { Rule, Slot } from '../../src/plan/types';
import { seriesOf } from '../../src/rates/from-wire';
import { DAY, HOUR } from '../../src/time/duration';
import { utcSeconds } from '../../src/time/instant';
import { localMidnight, nextLocalMidnight } from '../../src/time/zone';
import { describeInBrowser, Editor, type View } from '../support/editor';
import { Embedded } from '../support/embedded';
import { SimHost } from '../support/sim-host';

/** Of the page that is tested. */
declare const $: (selector: string) => { typedInput(property: string, value: string): void };

const ZONE = 'Europe/London';
const LONDON = 'loc_sample_london';
/** On the evening before clocks go forward, when the prices of the next day are known. */
const NOW = Date.parse('2026-03-28T18:10:00Z');

const FLOW = [
  { id: 'tab', type: 'tab', label: 'home' },
  { id: 'account', type: 'flatpeak-account', name: 'Sample', source: 'sample', baseUrl: '' },
];

/** The sample's prices, as anybody can ask for them. */
async function prices(): Promise<Slot[]> {
  const client = new FlatPeakClient({
    accountId: SAMPLE_ACCOUNT_ID,
    apiKey: SAMPLE_API_KEY,
    transport: sampleTransport(() => NOW),
  });
  const reply = await client.rates(LONDON, {
    start_time: utcSeconds(localMidnight(ZONE, NOW)),
    end_time: utcSeconds(NOW + 2 * DAY),
    include_tariff: true,
    include_carbon: false,
    direction: 'IMPORT',
  });
  client.close();
  return seriesOf(reply).flatMap(({ from, to, rate }) =>
    rate === null ? [] : [{ from, to, value: rate }],
  );
}

const clock = (at: number, weekday?: 'short'): string =>
  new Intl.DateTimeFormat('en-US', {
    timeZone: ZONE,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(weekday && { weekday }),
  }).format(at);

/** A plan as the picture tells it: every slot that is on, with its price. */
function told(slots: readonly Slot[], start: number, end: number, rule: Rule): string[] {
  const { runs } = plan({ slots, start, end, rule });
  return slots.flatMap(({ from, to, value }) =>
    runs
      .filter((run) => run.from < to && run.to > from)
      .map((run) => {
        const [first, last] = [Math.max(from, run.from), Math.min(to, run.to)];
        const price = new Intl.NumberFormat('en-US', { maximumFractionDigits: 5 }).format(value);
        return `${clock(first, 'short')}–${clock(last)} · ${price} GBP/kWh`;
      }),
  );
}

describeInBrowser('the picture in the dialog', function () {
  this.timeout(60_000);
  let embedded: Embedded;
  let editor: Editor;
  let slots: Slot[];

  async function open(view: View = {}): Promise<void> {
    embedded = await Embedded.start({ flow: FLOW, host: new SimHost(NOW) });
    editor = await Editor.open(embedded, view);
    slots = await prices();
  }

  async function close(): Promise<void> {
    try {
      await editor.close();
    } finally {
      await embedded.stop();
    }
  }

  const box = () => editor.dialog.locator('.flatpeak-picture');
  const sentence = () => box().locator('.flatpeak-sentence').innerText();
  const pointed = () => box().locator('.flatpeak-pointed').innerText();
  const drawn = () => box().locator('xpath=self::*[@data-state="drawn"]').waitFor();

  /** A new node, as a user fills it in. */
  async function begin(type: string, location = LONDON): Promise<string> {
    const id = await editor.add(type);
    await editor.edit(id);
    await editor.field('account').selectOption('account');
    await editor.type('location', location);
    return id;
  }

  /** What the picture calls on, without the reasons; in words that hold for a screen reader, too. */
  async function on(): Promise<string[]> {
    const labels = await box()
      .locator('[role=option]')
      .evaluateAll((options) => options.map((option) => option.getAttribute('aria-label') ?? ''));
    return labels.flatMap((label) => {
      const [, slot] = /^(.*? GBP\/kWh).* · on: /.exec(label) ?? [];
      return slot === undefined ? [] : [slot];
    });
  }

  /** Waits until the picture tells what a plan of our own does. */
  async function shows(expected: readonly string[]): Promise<void> {
    const until = Date.now() + 5_000;
    let seen = await on();
    while (JSON.stringify(seen) !== JSON.stringify(expected) && Date.now() < until) {
      await editor.page.waitForTimeout(50);
      seen = await on();
    }
    assert.deepEqual(seen, expected);
  }

  describe('of cheap slot', () => {
    before(() => open());
    after(close);

    it('shows the plan of every rule before anything is deployed, and again after each change', async () => {
      await begin('flatpeak-cheap-slot');
      await drawn();
      assert.match(await sentence(), /^Complete the marked fields/);
      const days = [
        [NOW, nextLocalMidnight(ZONE, NOW)],
        [nextLocalMidnight(ZONE, NOW), nextLocalMidnight(ZONE, nextLocalMidnight(ZONE, NOW))],
      ] as const;
      for (const limit of [0.2, 0.15, 0, -0.5]) {
        await editor.type('threshold', String(limit));
        const rule = { kind: 'threshold', limit } as const;
        await shows(told(slots, NOW, days[1][1], rule));
      }
      await editor.page.locator('#node-input-rule').selectOption('duration');
      const rule = { kind: 'duration', duration: 2 * HOUR } as const;
      await shows(days.flatMap(([start, end]) => told(slots, start, end, rule)));
      assert.match(await sentence(), /2 h on of 5 h 50 min, average [\d.]+, saves .* starting now/);
      await editor.page.locator('#node-input-continuous').check();
      const block = { ...rule, continuous: true } as const;
      await shows(days.flatMap(([start, end]) => told(slots, start, end, block)));
      assert.equal(await editor.page.locator('.flatpeak-zone:visible').count(), 0);
      await editor.page.locator('#node-input-when').selectOption('window');
      assert.equal(await editor.page.locator('.flatpeak-zone:visible').innerText(), ZONE);
      await editor.cancel();
    });

    it('can be walked by keyboard, and says why each slot is on or off', async () => {
      await begin('flatpeak-cheap-slot');
      await editor.type('threshold', '0.2');
      await drawn();
      const chart = box().locator('.flatpeak-chart');
      await editor.page.waitForTimeout(200);
      const questions: string[] = [];
      editor.page.on('request', (request) => questions.push(request.url()));
      await chart.focus();
      assert.match(await pointed(), /^Sat 18:10–18:30 · [\d.]+ GBP\/kWh · o(n|ff): /);
      await editor.page.keyboard.press('ArrowRight');
      assert.match(await pointed(), /^Sat 18:30–19:00 · .* · off: above the threshold$/);
      await editor.page.keyboard.press('End');
      assert.match(await pointed(), /^Sun 23:30–00:00 /);
      await editor.page.keyboard.press('Home');
      assert.match(await pointed(), /^Sat 00:00–00:30 .* · was off$/);
      const active = await chart.getAttribute('aria-activedescendant');
      const option = editor.page.locator(`#${active}`);
      assert.equal(await option.getAttribute('aria-selected'), 'true');
      assert.equal(await option.getAttribute('aria-label'), await pointed());
      await editor.page.keyboard.press('End');
      await editor.page.waitForTimeout(200);
      assert.deepEqual(questions, [], 'who only reads asks nothing');
      const reading = await pointed();
      await editor.page.evaluate(() => $('#node-input-threshold').typedInput('value', '0.19'));
      await box().getByText('threshold 0.19').waitFor();
      assert.equal(await pointed(), reading);
      assert.ok(await chart.evaluate((node) => node.matches(':focus')));
      await box().locator('[role=option]').nth(50).hover();
      assert.match(await pointed(), /^Sun 0/);
      await editor.cancel();
    });

    it('names the unit of the location, and keeps to its zone', async () => {
      await begin('flatpeak-cheap-slot', 'loc_sample_berlin');
      await editor.type('threshold', '0.2');
      await drawn();
      assert.equal(await editor.row('threshold').locator('.flatpeak-unit').innerText(), 'EUR/kWh');
      assert.match(await box().innerText(), /Times in Europe\/Berlin\. Prices are made up/);
      await editor.page.locator('#node-input-value').selectOption('carbon');
      await editor.row('threshold').getByText('gCO2/kWh').waitFor();
      await editor.cancel();
    });

    it('keeps what it has drawn, faint, until the rates of another location are there', async () => {
      await begin('flatpeak-cheap-slot');
      await editor.type('threshold', '0.2');
      await drawn();
      let answer = (): void => undefined;
      const wanted = new Promise<void>((resolve) => (answer = resolve));
      await editor.page.route('**/plan', async (route) => {
        await wanted;
        await route.continue();
      });
      await editor.type('location', 'loc_sample_berlin');
      await box().getByText('Asking FlatPeak…').waitFor();
      assert.equal(await box().getAttribute('aria-busy'), 'true');
      assert.ok(await box().locator('.flatpeak-chart').isVisible());
      answer();
      await drawn();
      assert.match(await box().innerText(), /Times in Europe\/Berlin/);
      assert.equal(await box().getAttribute('aria-busy'), 'false');
      await editor.page.unroute('**/plan');
      await editor.cancel();
    });

    it('follows a location of the sample key by key', async () => {
      await begin('flatpeak-cheap-slot', '');
      await editor.type('threshold', '0.2');
      await editor.field('location').pressSequentially('loc_sample_oslo', { delay: 30 });
      await drawn();
      assert.match(await box().innerText(), /Times in Europe\/Oslo/);
      await editor.cancel();
    });

    it('draws slots of seconds as large as those of hours', async () => {
      await begin('flatpeak-cheap-slot', 'loc_sample_demo');
      await editor.type('threshold', '0.15');
      await box().getByText('threshold 0.15').waitFor();
      await box().locator('.flatpeak-chart').focus();
      assert.match(await pointed(), /^Sat 18:10:00–18:10:20 · .* · o(n|ff): /);
      const axis = await box().locator('text.axis').allTextContents();
      assert.ok(axis.includes('18:15'), String(axis));
      await editor.cancel();
    });

    it('draws the limit of each day where it follows the average', async () => {
      await begin('flatpeak-cheap-slot');
      await editor.page.locator('#node-input-rule').selectOption('average');
      await box()
        .getByText(/^threshold -?0\.\d+$/)
        .waitFor();
      const days = [
        [localMidnight(ZONE, NOW), nextLocalMidnight(ZONE, NOW)],
        [nextLocalMidnight(ZONE, NOW), nextLocalMidnight(ZONE, nextLocalMidnight(ZONE, NOW))],
      ] as const;
      await shows(
        days.flatMap(([start, end]) => {
          const known = slots.filter(({ from }) => from >= start && from < end);
          const mean = known.reduce((sum, { value }) => sum + value, 0) / known.length;
          const rule = { kind: 'threshold', limit: mean - Math.abs(mean) * 0.1 } as const;
          return told(slots, Math.max(start, NOW), end, rule);
        }),
      );
      assert.equal(await box().locator('line.limit').count(), 2);
      await editor.cancel();
    });

    it('says plainly why there is nothing to draw', async () => {
      await begin('flatpeak-cheap-slot', '');
      await box().getByText('Choose a location, and its rates are drawn here.').waitFor();
      await editor.type('location', 'loc_nobody');
      await box().getByText('FlatPeak does not know this ID').waitFor();
      await editor.type('location', 'loc_sample_london');
      await drawn();
      await editor.field('account').selectOption('_ADD_');
      await box().getByText('Without an account the rates come in messages.').waitFor();
      await editor.cancel();
    });
  });

  describe('of rates', () => {
    before(() => open());
    after(close);

    it('shows the next 24 hours, the lowest and the highest of them', async () => {
      await begin('flatpeak-rates');
      await drawn();
      const known = slots.filter(({ to, from }) => to > NOW && from < NOW + DAY);
      assert.equal(await box().locator('[role=option]').count(), known.length);
      const lowest = Math.min(...known.map(({ value }) => value));
      assert.ok((await sentence()).startsWith(`Lowest ${lowest} at Sun `), await sentence());
      await editor.page.locator('#node-input-direction').selectOption('EXPORT');
      await editor.page.waitForFunction(
        (before) => document.querySelector('.flatpeak-sentence')?.textContent !== before,
        await sentence(),
      );
      await editor.cancel();
    });
  });

  const views: Record<string, View> = {
    'in a window of 800 px': { width: 800 },
    // Node-RED 4.1 has one theme, in which all holds as well.
    'in the dark theme': { dark: true },
  };
  for (const [where, view] of Object.entries(views)) {
    describe(where, () => {
      before(() => open(view));
      after(close);

      it('fits, and every part of it can be told from what is behind it', async () => {
        await begin('flatpeak-cheap-slot');
        await editor.type('threshold', '0.2');
        await drawn();
        const { wide, room } = await box().evaluate((node) => {
          const form = node.closest('form') as HTMLElement;
          return { wide: form.scrollWidth, room: form.clientWidth };
        });
        assert.ok(wide <= room + 1, `${wide} px in ${room} px`);
        const parts: [selector: string, property: 'fill' | 'stroke', least: number][] = [
          ['.bar.on', 'fill', 3],
          ['.band', 'fill', 3],
          ['line.limit', 'stroke', 3],
          ['line.now', 'stroke', 3],
          ['text.axis', 'fill', 4.5],
          ['text.limit', 'fill', 4.5],
          ['text.now', 'fill', 4.5],
        ];
        for (const [selector, property, least] of parts) {
          const seen = await contrast(selector, property);
          assert.ok(seen >= least, `${selector} has a contrast of ${seen.toFixed(2)}`);
        }
        await editor.cancel();
      });
    });
  }

  /** Contrast ratio by WCAG 2.2 against the dialog. */
  async function contrast(selector: string, property: string): Promise<number> {
    const drawing = box().locator(`.flatpeak-chart ${selector}`).first();
    const color = await drawing.evaluate(
      (node, name) => getComputedStyle(node).getPropertyValue(name),
      property,
    );
    const behind = await drawing.evaluate((node) => {
      let around: Element | null = node;
      while (around && getComputedStyle(around).backgroundColor.endsWith(', 0)'))
        around = around.parentElement;
      return around ? getComputedStyle(around).backgroundColor : 'rgb(255, 255, 255)';
    });
    const [one, other] = [luminance(color), luminance(behind)];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  }
});

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map((channel) => {
    const share = Number(channel) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
