import type { Node, NodeAPI } from 'node-red';
import type { Feed } from '../../rates/feed';
import { ratesOfMessage } from '../../rates/from-message';
import { MixedRates } from '../../rates/mixed';
import { readOrder } from '../../switch/order';
import type { Settings } from '../../switch/settings';
import type { SwitchState } from '../../switch/state';
import { Switch } from '../../switch/switch';
import type { Rates } from '../../switch/wire';
import { accountOf } from '../account/node';
import { wantsCarbon } from './settings';
import { readSetup, setupStatus } from './setup';
import { switchWire } from './wire';
import type { Config } from '../fields';
import { flowError } from '../flow-error';
import { flowsStarted, onNeighbourRestarted } from '../flows-started';
import { hubOf } from '../hub';
import { onInput } from '../input';
import { keptState } from './kept-state';
import { readMessageRates } from './message-rates';

/** A disk that hangs must not hold up a deploy. ms */
const CLOSING = 90;

/** A deployed cheap-slot node, as its dialog sees it. */
export interface CheapSlotNode extends Node {
  flatpeak?: {
    /** `undefined` where it lives on messages. */
    readonly feed: Feed | undefined;
    readonly settings: Settings;
    readonly rates: Rates;
    readonly memory: SwitchState;
  };
}

/** Makes a node a cheap-slot switch, from deploy to close. */
export function runCheapSlot(RED: NodeAPI, node: CheapSlotNode, config: Config): void {
  const { host, clock } = hubOf(RED);
  const account = accountOf(RED, config['account']);
  const kept = keptState(RED, node);
  const closing = new AbortController();
  node.on('close', (done: () => void) => {
    closing.abort();
    // Node-RED may end the process right after this, and what was saved last has to be on disk by then.
    const late = host.timers.after(CLOSING, done);
    void kept.settled().then(() => {
      late();
      done();
    });
  });
  // Taken before anything is awaited, or the event could be missed.
  const flowsRun = flowsStarted(RED, closing.signal);

  const open = async () => {
    const setup = await readSetup(RED, node, config);
    const { location, settings } = setup;
    const feed =
      typeof account === 'string' ? undefined : account.feed(location, settings.direction);
    const { unit, home } = await readMessageRates(RED, node, config);
    const rates = new MixedRates({ account: feed, home, direction: settings.direction, location });
    const machine = new Switch({
      settings,
      rates,
      clock,
      timers: host.timers,
      wire: switchWire(RED, node, setup, rates, account, closing.signal),
      save: (state) => kept.save(state),
    });
    if (!closing.signal.aborted) {
      const carbon = wantsCarbon(settings);
      const leave = feed?.use({ carbon, changed: () => machine.update() });
      closing.signal.addEventListener('abort', () => {
        leave?.();
        machine.close();
      });
      void begin(machine, feed);
    }
    node.flatpeak = {
      feed,
      settings,
      rates,
      get memory() {
        return machine.memory;
      },
    };
    return { machine, feed, settings, rates, unit };
  };

  /** What was kept is read before anything is said, so that the first word is the right one. */
  const begin = async (machine: Switch, feed: Feed | undefined): Promise<void> => {
    const [state] = await Promise.all([kept.load(), feed?.restore(), flowsRun]);
    if (closing.signal.aborted) return;
    machine.start(state);
    const again = (): void => machine.obey({ command: 'repeat' });
    onNeighbourRestarted(RED, node.id, closing.signal, again);
  };

  const opened = open();
  opened.catch((error: unknown) => {
    if (closing.signal.aborted) return;
    node.status(setupStatus(error));
    node.error(flowError(RED, error).message);
  });

  onInput(RED, node, async (message) => {
    const { machine, feed, settings, rates, unit } = await opened;
    const payload = Object.hasOwn(message, 'payload') ? message.payload : undefined;
    const told = ratesOfMessage(payload, unit);
    if (told) {
      rates.tell(told, clock.now());
      machine.update();
      return;
    }
    const order = readOrder(message, settings);
    machine.obey(order);
    if (order.command === 'refresh') feed?.refresh();
  });
}
