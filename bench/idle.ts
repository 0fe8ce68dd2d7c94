import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { FlowNode } from '../test/support/home-flow';
import { DAY, HOUR, SECOND } from '../src/time/duration';
import { account, cheapSlot, deploy, onTab, rates, start, tab } from './node-red';
import { report } from './report';

const START = Date.UTC(2026, 10, 20, 12, 7, 31);

let woken = 0;

/** From here on time passes when told to, and every callback of a timer counts. */
function takeOverTime(): void {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: START });
  mock.method(performance, 'now', () => Date.now() - START);
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const arm = globalThis[name];
    mock.method(globalThis, name, (run: (...given: unknown[]) => void, ...rest: number[]) =>
      arm(
        (...given: unknown[]) => {
          woken++;
          run(...given);
        },
        ...rest,
      ),
    );
  }
}

async function pass(time: number): Promise<void> {
  for (let passed = 0; passed < time; passed += SECOND) {
    mock.timers.tick(SECOND);
    await turn();
  }
}

/** Callbacks per hour of an ordinary day: soon after a start clocks are looked at more often. */
async function idle(flow: readonly FlowNode[]): Promise<number> {
  await deploy(flow);
  await pass(HOUR);
  woken = 0;
  await pass(DAY);
  return woken / 24;
}

/** What does the job without us: looks at the price every minute, or at every slot by a schedule. */
const poller = onTab('poller', 'inject', { props: [], repeat: '60', crontab: '', once: false });
const schedule = onTab('schedule', 'cronplus', {
  outputField: 'payload',
  timeZone: 'Europe/London',
  commandResponseMsgOutput: 'output1',
  outputs: 1,
  options: [
    {
      name: 'slot',
      topic: 'slot',
      payload: '',
      payloadType: 'default',
      expressionType: 'cron',
      expression: '0 0,30 * * * *',
    },
  ],
});

async function main(): Promise<void> {
  const embedded = await start([]);
  takeOverTime();
  const nothing = await idle([tab, account]);
  const ours = await idle([tab, account, cheapSlot('slot'), rates('rates', { publish: true })]);
  const [polling, scheduled] = [await idle([tab, poller]), await idle([tab, schedule])];
  mock.reset();
  await embedded.stop();
  const row = { name: 'timer callbacks per hour', ours: ours - nothing };
  report('an idle home: cheap slot and rates that are sent when new', [
    { ...row, beside: ['minute poller', polling - nothing], mostOfBeside: 1 / 12 },
    { ...row, beside: ['cron-plus at every slot', scheduled - nothing] },
  ]);
}

void main();
