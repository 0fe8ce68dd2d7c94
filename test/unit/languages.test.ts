import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ErrorCode } from '../../src/flatpeak/errors';
import type { AccountProblem } from '../../src/node-red/account/node';
import { errorStatus } from '../../src/node-red/status';

/**
 * A reader of any language finds what a reader of English finds. That every text is there is held to account in
 * package.test.ts.
 */
const ROOT = resolve(__dirname, '../..');
const LOCALES = 'nodes/locales';
const ORIGINAL = 'en-US';
const LANGUAGES = readdirSync(join(ROOT, LOCALES));
const FILES = readdirSync(join(ROOT, LOCALES, ORIGINAL));
const TYPES = FILES.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5));

/** What fits under a node; `sample` or `test` may stand behind it. */
const LONGEST_STATUS = 19;
/** Long values of what a status is filled with. */
const FILLED: Record<string, string> = { __time__: '10 h 30', __n__: '1000' };

/** Words that another language shares with English. */
const SHARED = new Set('API Fr Mo Name Payload Sa Topic gCO2/kWh kW kWh minutes plan'.split(' '));

const CODE = /<code\s*>([^]*?)<\/code\s*>/g;
const PROPERTY = /<dt[^>]*>\s*([\w., ]+?)\s*<span class="property-type"/g;
const SHAPE = /<(\/?(?:h3|h4|p|dl|dt|dd|ol|ul|li))\b/g;
const PASSAGE = /<(?:p|dd|li)>([^]*?)<\/(?:p|dd|li)>/g;
/** What help calls by the name that the dialog gives it. */
const TERM = /<(?:em|dt)>([^<]+)<\/(?:em|dt)>/g;

/** Texts by their keys, in the order of the catalogue: `flatpeak-rates.label.name`, `no account`. */
type Catalogue = ReadonlyMap<string, string>;

function read(...path: string[]): string {
  return readFileSync(join(ROOT, ...path), 'utf8');
}

function catalogueOf(language: string, type: string): Catalogue {
  const leaves = function* (branch: object, before: string): Generator<[string, string]> {
    for (const [key, value] of Object.entries(branch) as [string, string | object][])
      if (typeof value === 'string') yield [before + key, value];
      else yield* leaves(value, `${before}${key}.`);
  };
  return new Map(leaves(JSON.parse(read(LOCALES, language, `${type}.json`)) as object, ''));
}

/** The first group of every match, on one line. */
function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found.replace(/[ \n]+/g, ' ').trim());
}

/** What `list` has more often than `other`. */
function beyond(list: readonly string[], other: readonly string[]): string[] {
  const rest = [...other];
  return list.filter((entry) => {
    const at = rest.indexOf(entry);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

/** Whether a text may be the same in two languages: some words, and what has none. */
function isShared(text: string): boolean {
  return SHARED.has(text) || !/\p{L}/u.test(text.replace(/__\w+__/g, ''));
}

/** Whether a text stands under a node. One without parameters is its own key, so that a Status node reads English. */
function isStatus(key: string): boolean {
  return !key.includes('.') || key.includes('.status.');
}

/** Whether help shows a status or a formula, as in `on 0.071 →06:30`, and not what a flow reads. */
function isShown(code: string, catalogue: Catalogue): boolean {
  return [...catalogue].some(([key, text]) => {
    if (!isStatus(key) && !key.endsWith('.adjust.rate')) return false;
    const words = text.replace(/__\w+__/g, '').trim();
    return ` ${code} `.includes(` ${words} `);
  });
}

for (const language of LANGUAGES) {
  describe(`language ${language}`, () => {
    it('has the same files as any other', () => {
      assert.deepEqual(readdirSync(join(ROOT, LOCALES, language)), FILES);
    });

    for (const type of TYPES) {
      const catalogue = catalogueOf(language, type);

      it(`has no empty text for ${type}`, () => {
        for (const [key, text] of catalogue) assert.match(text, /\S/, key);
      });

      it(`has room under a node for every status of ${type}`, () => {
        for (const [key, text] of catalogue) {
          if (!isStatus(key)) continue;
          const off = catalogue.get('flatpeak-cheap-slot.status.off') ?? '';
          const shown = text.replace(/__\w+__/g, (name) => FILLED[name] ?? off);
          assert.ok(shown.length <= LONGEST_STATUS, shown);
        }
      });

      it(`ends no error of ${type}, because more is written behind it`, () => {
        for (const [key, text] of catalogue)
          if (key.includes('.error.')) assert.doesNotMatch(text, /[.!?]$/);
      });

      it(`calls things in the help of ${type} what its dialog calls them`, () => {
        const dialog = [...catalogue.values()].join('\n').toLowerCase();
        for (const term of all(read(LOCALES, language, `${type}.html`), TERM))
          // Nodes of Node-RED itself.
          if (!term.startsWith('http ')) assert.ok(dialog.includes(term.toLowerCase()), term);
      });
    }
  });
}

for (const language of LANGUAGES.filter((name) => name !== ORIGINAL)) {
  for (const type of TYPES) {
    describe(`${type} in ${language}`, () => {
      const original = catalogueOf(ORIGINAL, type);
      const translation = catalogueOf(language, type);
      const english = read(LOCALES, ORIGINAL, `${type}.html`);
      const help = read(LOCALES, language, `${type}.html`);

      it('keeps the order of the texts, so that two catalogues can be read side by side', () => {
        assert.deepEqual([...translation.keys()], [...original.keys()]);
      });

      it('keeps what is filled in', () => {
        const places = (text = ''): string[] => all(text, /(__\w+?__)/g).sort();
        for (const [key, text] of original)
          assert.deepEqual(places(translation.get(key)), places(text), key);
      });

      it('leaves nothing in English', () => {
        for (const [key, text] of original)
          assert.ok(isShared(text) || translation.get(key) !== text, `${key}: ${text}`);
        const passages = new Set(all(english, PASSAGE));
        for (const passage of all(help, PASSAGE)) assert.ok(!passages.has(passage), passage);
      });

      it('keeps the shape of the help', () => {
        assert.deepEqual(all(help, SHAPE), all(english, SHAPE));
        assert.deepEqual(all(help, /href="([^"]+)"/g), all(english, /href="([^"]+)"/g));
      });

      it('keeps the names of the properties, and all else that a flow reads', () => {
        assert.deepEqual(all(help, PROPERTY), all(english, PROPERTY));
        const [translated, given] = [all(help, CODE), all(english, CODE)];
        for (const code of beyond(given, translated)) assert.ok(isShown(code, original), code);
        for (const code of beyond(translated, given)) assert.ok(isShown(code, translation), code);
      });

      it('explains a status by the text that is shown', () => {
        const [translated, given] = [all(help, CODE), all(english, CODE)];
        for (const [key, text] of translation)
          if (given.includes(key)) assert.ok(translated.includes(text), text);
      });
    });
  }
}

describe('texts', () => {
  const catalogues = new Map(TYPES.map((type) => [type, catalogueOf(ORIGINAL, type)]));
  /** Every key and its endings: shared code names only what follows the node, or a part of that. */
  const keys = [...catalogues.values()].flatMap((catalogue) => [...catalogue.keys()].map(endings));
  const known = new Set(keys.flat());
  const groups = new Set([...known].flatMap((key) => key.split('.').slice(0, -1)));
  const code = ['nodes', 'resources', 'src'].flatMap(sources).join('\n');
  const speaking = ['nodes', 'resources', 'src/node-red', 'src/messages'].flatMap(sources);
  /** What the code names: `label.name`, or only how it begins, `label.`. */
  const named = new Set(
    all(
      speaking.join('\n'),
      new RegExp(`['"\`\\]:]((?:${[...groups].join('|')})\\.[\\w.-]*)(?=['"\`$])`, 'g'),
    ).filter((name) => !name.endsWith('.svg')),
  );
  const beginnings = [...named].filter((name) => name.endsWith('.'));

  function endings(key: string): string[] {
    const parts = key.split('.');
    return parts.map((_, at) => parts.slice(at).join('.')).slice(0, Math.max(1, parts.length - 1));
  }

  function sources(folder: string): string[] {
    return readdirSync(join(ROOT, folder), { recursive: true })
      .map(String)
      .filter((file) => /^(?!locales).*\.(ts|js|html)$/.test(file))
      .map((file) => read(folder, file));
  }

  /** Whether a word stands in the code as a text or as the name of a property. */
  function isWord(word: string): boolean {
    const literal = word.replace(/[.?]/g, '\\$&');
    return new RegExp(`(['"\`])${literal}\\1|\\b${literal}\\??:`).test(code);
  }

  function isUsed(key: string): boolean {
    if (!key.includes('.')) return isWord(key);
    return (
      named.has(key) ||
      beginnings.some((start) => key.startsWith(start) && isWord(key.slice(start.length)))
    );
  }

  it('are all shown somewhere', () => {
    // What the code adds to a name when it counts, or where the highest rates are sought.
    const bare = (name: string): string => name.replace(/(_plural|-highest)$/, '');
    for (const names of keys)
      assert.ok(
        names.some((name) => isUsed(bare(name))),
        names[0],
      );
  });

  it('are there wherever the code names one', () => {
    for (const name of named)
      assert.ok(
        known.has(name) ||
          (beginnings.includes(name) && [...known].some((key) => key.startsWith(name))),
        name,
      );
  });

  it('tell at every node what is wrong with its account or with FlatPeak', () => {
    const problems: Record<AccountProblem, true> = {
      'no account': true,
      'no credentials': true,
      'bad base URL': true,
      'check account': true,
    };
    const error = 'flatpeak-account.error.';
    const codes = [...known]
      .filter((key) => key.startsWith(error))
      .map((key) => key.slice(error.length));
    const statuses = codes.map((name) => errorStatus(name as ErrorCode).text);
    for (const type of TYPES.filter((name) => name !== 'flatpeak-account'))
      for (const text of [...statuses, ...Object.keys(problems)])
        assert.ok(catalogues.get(type)?.has(text), `${type}: ${text}`);
  });
});
