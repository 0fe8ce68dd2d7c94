import type { Node, NodeAPI } from 'node-red';
import { FlatPeakError } from '../flatpeak/errors';
import { commandOf } from '../switch/command';
import { Switch, type Rates } from '../switch/switch';
import { accountOf } from './account-node';
import { readSetup, setupStatus } from './cheap-slot-setup';
import { switchWire } from './cheap-slot-wire';
import type { Config } from './fields';
import { flowsStarted } from './flows-started';
import { hubOf } from './hub';
import { onInput } from './input';

/** Without an account nothing is ever known, so the switch ends up at its fallback. */
const NO_RATES: Rates = { series: [], home: undefined, answered: false, error: undefined };

/** Makes a node a cheap-slot switch, from deploy to close. */
export function runCheapSlot(RED: NodeAPI, node: Node, config: Config): void {
  const { host, clock } = hubOf(RED);
  const account = accountOf(RED, config['account']);
  const closing = new AbortController();
  node.on('close', () => closing.abort());
  // Taken before anything is awaited, or the event could be missed.
  const flowsRun = flowsStarted(RED, closing.signal);

  const open = async () => {
    const setup = await readSetup(RED, node, config);
    const feed =
      typeof account === 'string'
        ? undefined
        : account.feed(setup.location, setup.settings.direction);
    const rates = feed ?? NO_RATES;
    const machine = new Switch({
      settings: setup.settings,
      rates,
      clock,
      timers: host.timers,
      wire: switchWire(RED, node, setup, rates, account),
    });
    if (!closing.signal.aborted) {
      const leave = feed?.use({ changed: () => machine.update() });
      closing.signal.addEventListener('abort', () => {
        leave?.();
        machine.close();
      });
      void flowsRun.then(() => machine.start());
    }
    return { machine, feed };
  };
  const opened = open();
  opened.catch((error: unknown) => {
    if (!closing.signal.aborted) node.status(setupStatus(error));
  });

  onInput(RED, node, async (message) => {
    const { machine, feed } = await opened;
    const command = commandOf(message.payload);
    if (command === undefined) throw new FlatPeakError('bad_input', { detail: 'payload' });
    if (command === 'repeat') machine.repeat();
    else if (command === 'plan') machine.repeatPlan();
    else feed?.refresh();
  });
}
