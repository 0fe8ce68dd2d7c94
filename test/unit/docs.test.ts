import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ratesOfMessage } from '../../src/rates/from-message';
import { startSampleServer } from '../support/sample-server';

/** Documentation that is wrong is worse than none: what can be checked against the code is checked here. */
const ROOT = resolve(__dirname, '../..');
const run = promisify(execFile);

const pack = JSON.parse(read('package.json')) as {
  repository: { url: string };
  scripts: Record<string, string>;
  'node-red': { nodes: Record<string, string> };
};
const REPOSITORY = pack.repository.url.replace(/^git\+|\.git$/g, '');
/** Where the npm page and the Flow Library find what is not in the package. */
const OURS = [
  `${REPOSITORY}/blob/main/`,
  `${REPOSITORY.replace('//github.com', '//raw.githubusercontent.com')}/main/`,
];

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  '.github/pull_request_template.md',
  ...files('docs', '.md'),
];
const SOURCES = [...files('src', '.ts'), ...files('nodes', '.ts')].map(read).join('\n');

function files(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((name) => name.endsWith(ending));
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

interface Block {
  readonly language: string;
  readonly code: string;
  /** What a `text` block right behind it says that it prints. */
  readonly prints: string | undefined;
}

const FENCE = /^```(\w*)\n([^]*?)^```$\n?(?=(?:\n+```text\n([^]*?)^```$)?)/gm;

function blocks(page: string): Block[] {
  return [...read(page).matchAll(FENCE)].map(([, language = '', code = '', prints]) => ({
    language,
    code,
    prints,
  }));
}

/** The page without its code, and with every link in its place. */
function prose(page: string): string {
  const text = read(page).replace(FENCE, '');
  const targets = new Map(
    [...text.matchAll(/^\[([\w-]+)\]: (\S+)$/gm)].map(([, name = '', target = '']) => [
      name,
      target,
    ]),
  );
  return text.replace(/\]\[([\w-]+)\]/g, (_, name: string) => `](${targets.get(name)})`);
}

/** Names of headings as links know them. */
function anchors(page: string): string[] {
  return [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Rows of every table whose first heading is `heading`, without the heading. */
function rows(page: string, heading: string): string[][] {
  const tables = prose(page).matchAll(/^\|.*\|\n\|[ :|-]+\|\n(?:\|.*\|\n?)+/gm);
  return [...tables].flatMap(([table]) => {
    const [head = [], , ...body] = table
      .trim()
      .split('\n')
      .map((line) => line.split('|').slice(1, -1));
    return head[0]?.trim() === heading ? body : [];
  });
}

/** What stands as code in a text. */
function codes(text = ''): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

function firstCodes(page: string, heading: string): string[] {
  return rows(page, heading).flatMap(([first]) => codes(first));
}

/** The words of a union type in the source: `| 'override'`. */
function union(path: string, name: string): string[] {
  const type = new RegExp(`type ${name} =([^;]*);`).exec(read(path))?.[1] ?? '';
  return [...type.matchAll(/'(\w+)'/g)].map(([, word = '']) => word);
}

describe('documentation', () => {
  for (const page of PAGES) {
    describe(page, () => {
      it('links to what is there', () => {
        for (const [, target = ''] of prose(page).matchAll(/\]\(([^)\s]+)\)/g)) {
          const ours = OURS.find((base) => target.startsWith(base));
          if (!ours && target.startsWith('https:')) continue;
          const [path = '', anchor] = target.replace(ours ?? '', '').split('#');
          const file = path === '' ? page : join(ours ? '' : dirname(page), decodeURI(path));
          assert.ok(existsSync(join(ROOT, file)), target);
          if (anchor !== undefined) assert.ok(anchors(file).includes(anchor), target);
        }
      });

      it('shows pictures that say what they show', () => {
        for (const [, words = '', target = ''] of prose(page).matchAll(
          /!\[([^\]]*)\]\(([^)]+)\)/g,
        )) {
          assert.ok(words.length > 20, target);
          // The Flow Library looks for relative ones on a branch that we do not have.
          if (page === 'README.md') assert.ok(target.startsWith(OURS[1] ?? '?'), target);
        }
      });

      it('names commands that package.json has', () => {
        const named = read(page).matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g);
        for (const [command, script, usual] of named)
          assert.ok((script ?? usual ?? '') in pack.scripts, command);
      });

      it('names files that are there', () => {
        const rooms =
          /^(src|nodes|test|scripts|bench|docs|examples|icons|resources|compat)\/[^<*]*$/;
        for (const path of codes(prose(page)).filter((code) => rooms.test(code)))
          assert.ok(existsSync(join(ROOT, path)), path);
      });

      it('names properties of messages that the code knows', () => {
        for (const property of firstCodes(page, 'property'))
          for (const name of property.replace(/^msg\./, '').split('.'))
            assert.match(SOURCES, new RegExp(`\\b${name}\\b`), property);
      });

      it('knows no machine but the reader’s', () => {
        assert.doesNotMatch(read(page), /(^|[\s`'"(])\/(work|home|tmp|root|Users)\//m);
      });

      it('has JSON that can be read', () => {
        for (const { language, code } of blocks(page))
          if (language === 'json') assert.doesNotThrow(() => JSON.parse(code), code);
      });
    });
  }

  it('has code that compiles, runs and prints what it says', async function () {
    this.timeout(60_000);
    const server = await startSampleServer();
    const folder = await mkdtemp(join(tmpdir(), 'flatpeak-docs-'));
    try {
      await mkdir(join(folder, 'node_modules'));
      await symlink(ROOT, join(folder, 'node_modules/node-red-contrib-flatpeak'), 'junction');
      const programs = PAGES.flatMap((page) =>
        blocks(page)
          .filter(({ language }) => language === 'ts')
          .map((block, i) => ({ ...block, name: `${basename(page, '.md')}-${i}` })),
      );
      assert.ok(programs.length >= 3);
      for (const { name, code } of programs) {
        const local = code.replace('new FlatPeakClient({', `$& baseUrl: '${server.url}',`);
        await writeFile(join(folder, `${name}.mts`), local);
      }
      const files = programs.map(({ name }) => `${name}.mts`);
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      const strict = '--strict --noUncheckedIndexedAccess --skipLibCheck --module nodenext';
      const types = `--target es2022 --types node --typeRoots ${join(ROOT, 'node_modules/@types')}`;
      await run(process.execPath, [tsc, ...`${strict} ${types}`.split(' '), ...files], {
        cwd: folder,
      }).catch(({ stdout }: { stdout: string }) => assert.fail(stdout));
      const env = {
        ...process.env,
        FLATPEAK_ACCOUNT_ID: 'acc_sample',
        FLATPEAK_API_KEY: 'sk_test_sample_data_only',
      };
      for (const { name, prints } of programs) {
        const { stdout, stderr } = await run(process.execPath, [`${name}.mjs`], {
          cwd: folder,
          env,
        });
        assert.equal(stderr, '', name);
        if (prints !== undefined) assert.equal(stdout, prints, name);
      }
      assert.ok(server.requests.length > 0);
    } finally {
      await server.close();
      await rm(folder, { recursive: true, force: true });
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

  it('explains every status text, and no other', () => {
    const texts = Object.keys(pack['node-red'].nodes).flatMap((type) => {
      const { [type]: own, ...bare } = JSON.parse(
        read(`nodes/locales/en-US/${type}.json`),
      ) as Record<string, { status?: Record<string, string> }>;
      return [...Object.keys(bare), ...Object.values(own?.status ?? {})];
    });
    const literal = [...SOURCES.matchAll(/(?:\btext: |errorStatus\(|problemStatus\()'([^']+)'/g)];
    const all = [...new Set([...texts, ...literal.map(([, text = '']) => text)])];
    // `on` stands before its rate and time, `clock?` alone.
    const known = all.map((text) => {
      const pattern = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/__\w+__/g, '.+');
      return new RegExp(`^${pattern}(?= |$)`);
    });
    const explained = firstCodes('docs/troubleshooting.md', 'status');
    for (const [i, pattern] of known.entries())
      assert.ok(
        explained.some((text) => pattern.test(text)),
        `${all[i]} is not explained`,
      );
    // Made of a rate, a place or a type of event; or a mark behind another text.
    const made = [
      /^\d\.\d{3} [A-Z]{3}\/kWh$/,
      /^London$/,
      /^tariff\.expiring$/,
      /^(sample|test|\*)$/,
    ];
    for (const text of explained)
      assert.ok(
        [...known, ...made].some((pattern) => pattern.test(text)),
        `${text} is not shown`,
      );
  });

  it('calls settings what the dialog calls them', () => {
    const dialog = (
      JSON.parse(read('nodes/locales/en-US/flatpeak-cheap-slot.json')) as {
        'flatpeak-cheap-slot': Record<string, Record<string, string>>;
      }
    )['flatpeak-cheap-slot'];
    const column = (page: string, heading: string, index: number) =>
      rows(page, heading).map((row) => row[index]?.trim() ?? '');
    const named: [string[], string[]][] = [
      [column('docs/how-it-decides.md', 'limit', 0), ['label']],
      [column('docs/how-it-decides.md', 'When', 0), ['when', 'runs']],
      [column('docs/outages-and-restarts.md', 'choice', 0), ['fallback']],
      [column('docs/appliances.md', 'you want', 1), ['preset']],
      [column('docs/appliances.md', 'you want', 2), ['rule']],
    ];
    for (const [texts, keys] of named) {
      const known = keys.flatMap((key) => Object.values(dialog[key] ?? {}));
      assert.ok(texts.length > 0);
      for (const text of texts) assert.ok(known.includes(text), text);
    }
  });

  it('explains every reason and every error code, and no other', () => {
    const reasons = union('src/switch/decide.ts', 'Reason');
    const codes = union('src/flatpeak/errors.ts', 'ErrorCode');
    assert.ok(reasons.length > 10 && codes.length > 10);
    assert.deepEqual(firstCodes('docs/how-it-decides.md', 'reason').sort(), reasons.sort());
    assert.deepEqual(firstCodes('docs/troubleshooting.md', 'code').sort(), codes.sort());
  });

  it('lists every example and every node in the README', () => {
    const examples = files('examples', '.json').map((path) => basename(path, '.json'));
    const listed = rows('README.md', 'example').map(([name = '']) =>
      name.trim().replaceAll('*', ''),
    );
    assert.deepEqual(listed.sort(), examples.sort());
    const nodes = Object.keys(pack['node-red'].nodes).map((type) => {
      const label = /paletteLabel: '([^']+)'/.exec(read(`nodes/${type}.html`))?.[1];
      return label ?? 'account';
    });
    const shown = rows('README.md', 'node').map(([name = '']) => name.trim().replaceAll('*', ''));
    assert.deepEqual(shown.sort(), nodes.sort());
  });
});
