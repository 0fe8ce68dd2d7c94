import type { Node, NodeAPI } from 'node-red';
import { planPayload } from '../messages/plan';
import { switchMessage } from '../messages/switched';
import type { Rates, Wire } from '../switch/switch';
import type { Account } from './account';
import type { AccountProblem } from './account-node';
import type { Setup } from './cheap-slot-setup';
import { hubOf } from './hub';
import { problemStatus, switchStatus } from './status';

/** Turns what a switch decides into the node's three outputs and its status. */
export function switchWire(
  RED: NodeAPI,
  node: Node,
  setup: Setup,
  rates: Rates,
  account: Account | AccountProblem,
): Wire {
  const { location, topic } = setup;
  const sample = typeof account !== 'string' && account.sample;
  let warned = false;
  const warnOnce = (): void => {
    if (warned || !rates.home || rates.home.live) return;
    warned = true;
    node.warn(RED._(`flatpeak-cheap-slot.warning.${sample ? 'sample' : 'test'}`));
  };
  return {
    state(decision, repeat) {
      warnOnce();
      const payload = decision.on ? setup.onPayload : setup.offPayload;
      const message = switchMessage(decision, {
        location,
        topic,
        home: rates.home,
        payload,
        repeat,
      });
      node.send(decision.on ? [{ ...message }, null, null] : [null, { ...message }, null]);
    },
    plan({ plan, request, series }) {
      if (!rates.home) return;
      const window = { from: request.start, to: request.end };
      const payload = planPayload({ plan, window, series, home: rates.home });
      node.send([null, null, { topic, payload }]);
    },
    show(decision) {
      const { home, error } = rates;
      const status =
        typeof account === 'string'
          ? problemStatus(account)
          : switchStatus(RED, { decision, home, error, sample, now: hubOf(RED).clock.now() });
      node.status(status);
    },
  };
}
