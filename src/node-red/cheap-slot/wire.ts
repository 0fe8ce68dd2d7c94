import type { Node, NodeAPI } from 'node-red';
import { planPayload } from '../../messages/plan';
import { switchMessage } from '../../messages/switched';
import type { Rates, Wire } from '../../switch/wire';
import type { Account } from '../account/account';
import type { AccountProblem } from '../account/node';
import { hubOf } from '../hub';
import { problemStatus, switchStatus } from '../status';
import { checkLink } from './link-check';
import type { Setup } from './setup';

/** Turns what a switch decides into the node's three outputs and its status. */
export function switchWire(
  RED: NodeAPI,
  node: Node,
  setup: Setup,
  rates: Rates,
  account: Account | AccountProblem,
  closing: AbortSignal,
): Wire {
  const { clock } = hubOf(RED);
  const { location, topic } = setup;
  const sample = typeof account !== 'string' && account.sample;
  const said = new Set<string>();
  const warnOnce = (key: string): void => {
    if (!said.has(key)) node.warn(RED._(`flatpeak-cheap-slot.warning.${key}`));
    said.add(key);
  };
  const estimated = (): void => {
    warnOnce('estimated');
    if (typeof account !== 'string') void checkLink(RED, node, account, setup, closing);
  };
  if (setup.settings.direction === 'EXPORT' && setup.settings.seek === 'lowest') {
    warnOnce('export_lowest');
  }
  return {
    state(report, repeat) {
      if (rates.home?.live === false) warnOnce(sample ? 'sample' : 'test');
      const { notice, decision } = report;
      if (notice) warnOnce(notice.kind);
      const { on } = decision;
      const payload = on ? setup.onPayload : setup.offPayload;
      const facts = { location, topic, home: rates.home, payload, repeat };
      const message = { ...switchMessage(report, facts) };
      node.send(on ? [message, null, null] : [null, message, null]);
    },
    plan(planned) {
      const payload = rates.home && planPayload(planned, rates.home, clock.now());
      if (payload) node.send([null, null, { topic, payload }]);
    },
    show(report) {
      if (report?.estimated) estimated();
      const { home, error } = rates;
      const { doubtful } = clock;
      const facts = { report, home, error, sample, now: clock.now(), doubtful };
      // Rates from messages do without an account.
      const missing = typeof account === 'string' && rates.series.length === 0;
      node.status(missing ? problemStatus(account) : switchStatus(RED, facts));
    },
  };
}
