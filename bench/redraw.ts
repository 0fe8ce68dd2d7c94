import { browserPath, Editor } from '../test/support/editor';
import { account, start } from './node-red';
import { median } from './measure';
import { report } from './report';

/** Of the page that is measured. */
interface Field {
  val(value: string): Field;
  trigger(event: string): Field;
  typedInput(property: 'value', value: string): Field;
}
declare const $: (selector: string) => Field;

type Change = readonly [field: string, value: string];

/** What a user does, there and back, each until another picture is drawn. */
const CHANGES: Readonly<Record<string, readonly [Change, Change]>> = {
  threshold: [
    ['node-input-threshold', '0.1'],
    ['node-input-threshold', '0.2'],
  ],
  rule: [
    ['node-input-rule', 'duration'],
    ['node-input-rule', 'threshold'],
  ],
  direction: [
    ['node-input-direction', 'EXPORT'],
    ['node-input-direction', 'IMPORT'],
  ],
  'location of the sample account': [
    ['node-input-location', 'loc_sample_oslo'],
    ['node-input-location', 'loc_sample_london'],
  ],
  preset: [
    ['flatpeak-cheap-slot-preset', 'heat-pump'],
    ['flatpeak-cheap-slot-preset', 'ev'],
  ],
};
const TYPED = ['node-input-threshold', 'node-input-location'];
const ROUNDS = 7;

/** ms from a change to the picture of what it leads to, as the page itself sees it. */
function redraw(editor: Editor, [field, value]: Change): Promise<number> {
  return editor.page.evaluate(
    ([id, to, typed]) =>
      new Promise<number>((resolve) => {
        const box = document.querySelector('.flatpeak-picture') as Element;
        const began = performance.now();
        const watch = new MutationObserver((changes) => {
          const isNew = changes.some(({ addedNodes }) =>
            [...addedNodes].some((node) => (node as Element).className === 'flatpeak-chart'),
          );
          if (!isNew) return;
          watch.disconnect();
          resolve(performance.now() - began);
        });
        watch.observe(box, { childList: true, subtree: true });
        if (typed) $(`#${id}`).typedInput('value', to);
        else $(`#${id}`).val(to).trigger('change');
      }),
    [field, value, TYPED.includes(field)] as const,
  );
}

/** Where there is no browser there is nothing to measure. */
async function main(): Promise<void> {
  if (browserPath === undefined) return;
  const embedded = await start([]);
  const editor = await Editor.open(embedded);
  await editor.edit(await editor.add('flatpeak-cheap-slot'));
  await editor.field('account').selectOption(account.id);
  await editor.type('location', 'loc_sample_london');
  await editor.type('threshold', '0.2');
  await editor.page.locator('.flatpeak-picture[data-state=drawn]').waitFor();
  await editor.page.waitForTimeout(1_000);

  const rows = [];
  for (const [name, changes] of Object.entries(CHANGES)) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const change of changes) {
        times.push(await redraw(editor, change));
        await editor.page.waitForTimeout(100);
      }
    }
    rows.push({ name, unit: 'ms', ours: median(times), most: 150 });
  }
  await editor.close();
  await embedded.stop();
  report('the picture in the dialog, redrawn after a change', rows);
}

void main();
