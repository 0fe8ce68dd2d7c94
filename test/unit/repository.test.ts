import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What runs with rights of its own when nobody looks: it has to be small, pinned and harmless. */
const ROOT = resolve(__dirname, '../..');
const WORKFLOWS = readdirSync(join(ROOT, '.github/workflows'));
const { load } = require(require.resolve('js-yaml', { paths: [require.resolve('mocha')] })) as {
  load: (text: string) => unknown;
};
const pack = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

interface Step {
  readonly uses?: string;
  readonly with?: Record<string, unknown>;
  readonly run?: string;
}

interface Job {
  readonly needs?: string;
  readonly uses?: string;
  readonly environment?: string;
  readonly permissions?: Record<string, string>;
  readonly 'timeout-minutes'?: number;
  readonly env?: { TZ: string };
  readonly strategy?: { matrix: { include: { node: string; zone: string }[] } };
  readonly steps?: Step[];
}

interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: object;
  readonly jobs: Record<string, Job>;
}

interface Field {
  readonly id?: string;
  readonly validations?: { required: boolean };
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function workflow(name: string): Workflow {
  return load(read(`.github/workflows/${name}`)) as Workflow;
}

describe('repository', () => {
  for (const name of WORKFLOWS) {
    describe(name, () => {
      const { permissions, jobs } = workflow(name);
      const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);

      it('gives no rights but to jobs, and those the fewest', () => {
        assert.deepEqual(permissions, {});
        for (const job of Object.values(jobs)) {
          const { 'id-token': identity, ...others } = job.permissions ?? {};
          assert.deepEqual(others, { contents: 'read' });
          if (identity !== undefined) assert.equal(job.environment, 'npm');
        }
      });

      it('ends', () => {
        for (const job of Object.values(jobs)) assert.ok(job.uses ?? job['timeout-minutes']);
      });

      it('uses actions by their full hash, and says which version that is', () => {
        for (const [, used = ''] of read(`.github/workflows/${name}`).matchAll(/uses: (.*)/g))
          assert.match(used, /^(\.\/.*|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
      });

      it('leaves no token behind for what it runs', () => {
        for (const { uses, with: options } of steps)
          if (uses?.startsWith('actions/checkout@'))
            assert.equal(options?.['persist-credentials'], false);
        assert.doesNotMatch(read(`.github/workflows/${name}`), /secrets\.|pull_request_target/);
      });

      it('runs what is there, and nothing that a stranger wrote', () => {
        for (const { run = '' } of steps) {
          assert.doesNotMatch(run, /\$\{\{/);
          for (const [, script = ''] of run.matchAll(/npm run ([\w:-]+)/g))
            assert.ok(script in pack.scripts, script);
          if (run.startsWith('.')) assert.ok(existsSync(join(ROOT, run)), run);
        }
      });
    });
  }

  it('pins the same version of an action everywhere', () => {
    const used = WORKFLOWS.flatMap((name) => [
      ...read(`.github/workflows/${name}`).matchAll(/uses: ([\w-]+\/[\w-]+)@(\S+ # \S+)/g),
    ]);
    const pins = new Set(used.map(([, action, pin]) => `${action} ${pin}`));
    assert.equal(pins.size, new Set(used.map(([, action]) => action)).size);
  });

  it('tests every supported Node.js, in zones that differ', () => {
    const jobs = Object.values(workflow('test.yml').jobs);
    const matrix = jobs.flatMap(({ strategy }) => strategy?.matrix.include ?? []);
    const steps = jobs.flatMap((job) => job.steps ?? []);
    const versions = steps.flatMap((step) => step.with?.['node-version'] ?? []);
    for (const node of ['20', '22', '24'])
      assert.ok([...versions, ...matrix.map((one) => one.node)].includes(node), node);
    const zones = [...matrix.map(({ zone }) => zone), ...jobs.flatMap(({ env }) => env?.TZ ?? [])];
    for (const timeZone of zones.filter((zone) => !zone.startsWith('$')))
      assert.ok(new Intl.DateTimeFormat('en', { timeZone }));
    assert.equal(new Set(zones).size, zones.length);
    const runs = steps.map(({ run }) => run);
    for (const run of ['.ci/run', 'npm test', 'npm run test:compat'])
      assert.ok(runs.includes(run), run);
  });

  it('publishes nothing but a tag that has been tested', () => {
    const { on, jobs } = workflow('release.yml');
    assert.deepEqual(Object.keys(on), ['push']);
    assert.deepEqual(Object.keys(on['push'] as object), ['tags']);
    assert.equal(jobs['publish']?.needs, 'test');
    assert.equal(jobs['test']?.uses, './.github/workflows/test.yml');
  });

  it('keeps every folder with dependencies up to date', () => {
    const { updates } = load(read('.github/dependabot.yml')) as {
      updates: { 'package-ecosystem': string; directory: string }[];
    };
    assert.deepEqual(updates.map((one) => `${one['package-ecosystem']} ${one.directory}`).sort(), [
      'github-actions /',
      'npm /',
      'npm /compat',
    ]);
  });

  it('asks for what finds a fault, and for no secret', () => {
    const form = (name: string) =>
      (load(read(`.github/ISSUE_TEMPLATE/${name}`)) as { body: Field[] }).body;
    const ids = form('bug.yml').flatMap(({ id }) => id ?? []);
    assert.deepEqual(ids, ['happened', 'status', 'versions', 'flow', 'logs', 'secrets']);
    for (const file of ['bug.yml', 'feature.yml'])
      assert.ok(form(file).some(({ validations }) => validations?.required));
    assert.ok(load(read('.github/ISSUE_TEMPLATE/config.yml')));
  });
});
