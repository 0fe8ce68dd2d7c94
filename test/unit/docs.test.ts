import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ratesOfMessage } from '../../src/rates/from-message';
import { anchors, blocks, codes, column, files, PAGES, prose, read, ROOT } from '../support/pages';

/** Documentation that is wrong is worse than none: what can be compared with the code is compared here. */
const pack = JSON.parse(read('package.json')) as {
  repository: { url: string };
  scripts: Record<string, string>;
  'node-red': { nodes: Record<string, string> };
};
const TYPES = Object.keys(pack['node-red'].nodes);
const SOURCES = [...files('src', '.ts'), ...files('nodes', '.ts')].map(read).join('\n');

const REPOSITORY = pack.repository.url.replace(/^git\+|\.git$/g, '');
/** Where the npm page and the Flow Library find what is not in the package: pages and pictures. */
const OURS = [
  `${REPOSITORY}/blob/main/`,
  `${REPOSITORY.replace('//github.com', '//raw.githubusercontent.com')}/main/`,
] as const;

type Texts = Record<string, Record<string, string>>;

/** The English texts of a node: its own by group, and the status texts that are their own keys. */
function catalogue(type: string): { own: Texts; bare: string[] } {
  const { [type]: own = {}, ...bare } = JSON.parse(
    read(`nodes/locales/en-US/${type}.json`),
  ) as Record<string, Texts>;
  return { own, bare: Object.keys(bare) };
}

/** The words of a union type in the source: `| 'override'`. */
function union(path: string, name: string): string[] {
  const type = new RegExp(`type ${name} =([^;]*);`).exec(read(path))?.[1] ?? '';
  return [...type.matchAll(/'(\w+)'/g)].map(([, word = '']) => word);
}

type Catalogue = Record<string, { palette?: string } | undefined>;

describe('documentation', () => {
  for (const page of PAGES) {
    describe(page, () => {
      it('links to what is there', () => {
        for (const [, target = ''] of prose(page).matchAll(/\]\(([^)\s]+)\)/g)) {
          const ours = OURS.find((base) => target.startsWith(base));
          if (!ours && target.startsWith('https:')) continue;
          const [path = '', anchor] = target.replace(ours ?? '', '').split('#');
          const file = path === '' ? page : join(ours ? '' : dirname(page), path);
          assert.ok(existsSync(join(ROOT, file)), target);
          if (anchor !== undefined) assert.ok(anchors(file).includes(anchor), target);
        }
      });

      it('says what its pictures show', () => {
        for (const [, words = '', target = ''] of prose(page).matchAll(/!\[(.*?)\]\((.*?)\)/g)) {
          assert.ok(words.length > 20, target);
          // The Flow Library looks for relative ones on a branch that we do not have.
          if (page === 'README.md') assert.ok(target.startsWith(OURS[1]), target);
        }
      });

      it('names commands that package.json has', () => {
        for (const [command, script, usual] of read(page).matchAll(
          /\bnpm (?:run ([\w:-]+)|(test|start)\b)/g,
        ))
          assert.ok((script ?? usual ?? '') in pack.scripts, command);
      });

      it('names files that are there', () => {
        const rooms = 'src|nodes|test|scripts|bench|docs|examples|icons|resources|compat|.github';
        const path = new RegExp(`^(${rooms})/[^<*]*$`);
        for (const code of codes(prose(page)))
          if (path.test(code)) assert.ok(existsSync(join(ROOT, code)), code);
      });

      it('names properties of messages that the code knows', () => {
        for (const property of column(page, 'property').flatMap(codes))
          for (const name of property.replace(/^msg\./, '').split('.'))
            assert.match(SOURCES, new RegExp(`\\b${name}\\b`), property);
      });

      it('knows no machine but the reader’s', () => {
        assert.doesNotMatch(read(page), /(^|[\s`'"(])\/(work|home|tmp|root|Users)\//m);
      });

      it('has no code but of kinds that are checked', () => {
        for (const { language, code } of blocks(page)) {
          assert.match(language, /^(sh|json|ts|text)$/);
          if (language === 'json') assert.doesNotThrow(() => JSON.parse(code), code);
        }
      });
    });
  }

  it('explains every status text, and no other', () => {
    const written = SOURCES.matchAll(/(?:\btext: |problemStatus\()'([^']+)'/g);
    const all = new Set([
      ...TYPES.flatMap((type) => catalogue(type).bare),
      ...TYPES.flatMap((type) => Object.values(catalogue(type).own['status'] ?? {})),
      ...[...written].map(([, text = '']) => text),
    ]);
    const shown = [...all].map((text) => {
      const pattern = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/__\w+__/g, '.+');
      // `on` stands before its rate and time, `clock?` alone.
      return new RegExp(`^${pattern}(?= |$)`);
    });
    const explained = column('docs/troubleshooting.md', 'status').flatMap(codes);
    for (const pattern of shown)
      assert.ok(
        explained.some((text) => pattern.test(text)),
        `not explained: ${pattern}`,
      );
    const rate = /^\d\.\d{3} [A-Z]{3}\/kWh$/;
    const mark = /^(sample|test|\*)$/;
    const fromFlatPeak = /^(London|tariff\.expiring)$/;
    for (const text of explained)
      assert.ok(
        [...shown, rate, mark, fromFlatPeak].some((pattern) => pattern.test(text)),
        `not shown: ${text}`,
      );
  });

  it('explains every reason and every error code, and no other', () => {
    const explained = (page: string, heading: string) =>
      column(page, heading).flatMap(codes).sort();
    const reasons = union('src/switch/decide.ts', 'Reason');
    const errors = union('src/flatpeak/errors.ts', 'ErrorCode');
    assert.ok(reasons.length > 10 && errors.length > 10);
    assert.deepEqual(explained('docs/how-it-decides.md', 'reason'), reasons.sort());
    assert.deepEqual(explained('docs/troubleshooting.md', 'code'), errors.sort());
  });

  it('calls settings what the dialog calls them', () => {
    const { own } = catalogue('flatpeak-cheap-slot');
    const named: [texts: string[], groups: string[]][] = [
      [column('docs/how-it-decides.md', 'limit'), ['label']],
      [column('docs/how-it-decides.md', 'When'), ['when', 'runs']],
      [column('docs/outages-and-restarts.md', 'choice'), ['fallback']],
      [column('docs/appliances.md', 'you want', 1), ['preset']],
      [column('docs/appliances.md', 'you want', 2), ['rule']],
    ];
    for (const [texts, groups] of named) {
      const known = groups.flatMap((group) => Object.values(own[group] ?? {}));
      assert.ok(texts.length > 0);
      for (const text of texts) assert.ok(known.includes(text), text);
    }
  });

  it('shows lists of rates that cheap slot reads in full', () => {
    const lists = blocks('docs/fleet-over-mqtt.md').filter(({ language }) => language === 'json');
    assert.ok(lists.length > 0);
    for (const { code } of lists) {
      const list = JSON.parse(code) as unknown[];
      assert.equal(ratesOfMessage(list, 'major')?.series.length, list.length);
    }
  });

  it('lists every example and every node in the README', () => {
    const examples = files('examples', '.json').map((path) => basename(path, '.json'));
    assert.deepEqual(column('README.md', 'example').sort(), examples.sort());
    const labels = TYPES.map((type) => {
      const catalogue = JSON.parse(read(`nodes/locales/en-US/${type}.json`)) as Catalogue;
      return catalogue[type]?.palette ?? type.replace('flatpeak-', '');
    });
    assert.deepEqual(column('README.md', 'node').sort(), labels.sort());
  });
});
