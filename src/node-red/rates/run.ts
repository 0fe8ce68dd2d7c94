import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { FlatPeakError } from '../../flatpeak/errors';
import { accountOf } from '../account/node';
import type { Config } from '../fields';
import { onInput } from '../input';
import { RatesDesk } from './desk';
import { publishRates } from './publisher';
import { problemStatus } from '../status';

/** Makes a node answer messages with rates and, if asked to, send by itself when new ones arrive. */
export function runRates(RED: NodeAPI, node: Node, config: Config): void {
  const account = accountOf(RED, config['account']);
  if (typeof account === 'string') {
    node.status(problemStatus(account));
    onInput(RED, node, () => {
      throw new FlatPeakError('bad_input', { detail: account });
    });
    return;
  }
  node.status({});
  const desk = new RatesDesk(RED, node, config, account);
  onInput(RED, node, async (message, send, turn) => {
    if (asksForDiagnostics(message)) {
      send(Object.assign(message, { payload: desk.diagnostics() }));
      return;
    }
    send(Object.assign(message, await desk.answer(message, turn)));
  });
  if (config['publish'] === true) publishRates(RED, node, desk);
}

function asksForDiagnostics(message: NodeMessage): boolean {
  const payload = Object.hasOwn(message, 'payload') ? message.payload : undefined;
  return typeof payload === 'string' && payload.trim().toLowerCase() === 'diagnostics';
}
