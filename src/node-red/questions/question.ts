import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';
import { FlatPeakError } from '../../flatpeak/errors';
import type { Account } from '../account/account';
import { accountOf } from '../account/node';
import { familiar } from '../flow-error';
import { onInput } from '../input';
import { errorStatus, problemStatus, type Status } from '../status';

export const ASKING: Status = { fill: 'blue', shape: 'ring', text: 'asking' };

/** Answers one message of an account that can be used. Its result is the node's next status, where there is one. */
export type AccountAnswer = (
  account: Account,
  message: NodeMessageInFlow,
  send: (message: NodeMessage | (NodeMessage | null)[]) => void,
  signal: AbortSignal,
) => Promise<Status | undefined>;

/** Listens to the input of a node that asks an account; its status tells what came of it, or why nothing can. */
export function onQuestion(
  RED: NodeAPI,
  node: Node,
  accountId: unknown,
  answer: AccountAnswer,
): void {
  const account = accountOf(RED, accountId);
  node.status(typeof account === 'string' ? problemStatus(account) : {});
  onInput(RED, node, async (message, send, turn) => {
    if (typeof account === 'string') throw new FlatPeakError('bad_input', { detail: account });
    try {
      const status = await answer(account, message, send, turn.signal);
      if (status && !turn.over) node.status(status);
    } catch (error) {
      if (!turn.over) node.status(errorStatus(familiar(error).code));
      throw error;
    }
  });
}
