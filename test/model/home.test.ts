import fc from 'fast-check';
import { HOUR, MINUTE, SECOND } from '../../src/time/duration';
import { Home, type Appliance } from './home';

/** One thing that happens to a home. */
class Step {
  constructor(
    private readonly words: string,
    readonly run: (home: Home) => Promise<void>,
  ) {}

  toString(): string {
    return this.words;
  }
}

const HOURS = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 1, arbitrary: fc.integer({ min: 31, max: 200 }) },
);
const STEPS = fc.constantFrom(-1, 1, -3, 24 * 365 * 10, -24 * 365 * 10, -24 * 365 * 56);

function step<T>(
  name: string,
  values: fc.Arbitrary<T>,
  run: (home: Home, value: T) => Promise<void>,
): fc.Arbitrary<Step> {
  return values.map(
    (value) => new Step(`${name}(${JSON.stringify(value)})`, (home) => run(home, value)),
  );
}

const NOTHING = fc.constant(undefined);

const ANYTHING = fc.oneof(
  {
    weight: 6,
    arbitrary: step('minutes', fc.integer({ min: 1, max: 90 }), (home, minutes) =>
      home.pass(minutes * MINUTE, 3),
    ),
  },
  {
    weight: 3,
    arbitrary: step('hours', HOURS, (home, hours) => home.pass(hours * HOUR, 7)),
  },
  { weight: 2, arbitrary: step('seconds', fc.nat(70), (home, s) => home.pass(s * SECOND, 1)) },
  { weight: 2, arbitrary: step('redeploy', fc.nat(2), (home, index) => home.redeploy(index)) },
  { weight: 1, arbitrary: step('redeploy all', NOTHING, (home) => home.redeployAll()) },
  {
    weight: 3,
    arbitrary: step('line', fc.constantFrom('up', 'down', 'busy', 'silent'), (home, line) =>
      home.setLine(line),
    ),
  },
  {
    weight: 1,
    arbitrary: step('outage', fc.constantFrom(1, 5, 24, 72, 720), async (home, hours) => {
      await home.setLine('down');
      await home.pass(hours * HOUR, 5);
      await home.setLine('up');
      await home.pass(HOUR, 3);
    }),
  },
  {
    weight: 2,
    arbitrary: step('correction', NOTHING, async (home) => {
      home.flatpeak.correct();
      await home.event();
    }),
  },
  { weight: 2, arbitrary: step('event', NOTHING, (home) => home.event()) },
  { weight: 2, arbitrary: step('clock', STEPS, (home, hours) => home.setClock(hours * HOUR)) },
  { weight: 2, arbitrary: step('clock right', NOTHING, (home) => home.setClock('right')) },
  {
    weight: 2,
    arbitrary: step('sleep', fc.tuple(HOURS, fc.boolean()), (home, [hours, elapses]) =>
      home.sleep(hours * HOUR, elapses),
    ),
  },
  {
    weight: 2,
    arbitrary: step(
      'restart',
      fc.tuple(
        fc.constantFrom(1, 30, 300, 3_000),
        fc.constantFrom('right', 'right', 'stopped', 'lost'),
      ),
      (home, [minutes, clock]) => home.restart(minutes * MINUTE, clock),
    ),
  },
  {
    weight: 1,
    arbitrary: step('carbon', fc.boolean(), (home, carbonless) => {
      home.flatpeak.carbonless = carbonless;
      return home.toggleCarbon();
    }),
  },
);

const APPLIANCE: fc.Arbitrary<Appliance> = fc.record({
  threshold: fc.constantFrom(-0.02, 0, 0.1, 0.15, 0.2, 0.4),
  fallback: fc.constantFrom('off', 'off', 'on'),
});

describe('a home', function () {
  this.timeout(120_000);

  it('does at every moment what its rates, its thresholds and the time say, whatever happens', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
        fc.constantFrom(15 * MINUTE, 30 * MINUTE, HOUR, HOUR),
        fc.array(APPLIANCE, { minLength: 1, maxLength: 3 }),
        fc.array(ANYTHING, { minLength: 1, maxLength: 25 }),
        async (start, slot, appliances, program) => {
          const home = new Home(start, slot, appliances);
          await home.open();
          for (const { run } of program) await run(home);
          await home.end();
        },
      ),
      { numRuns: Number(process.env['PROGRAMS'] ?? 250) },
    ));
});
