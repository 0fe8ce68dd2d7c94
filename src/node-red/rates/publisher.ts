import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Series } from '../../rates/series';
import { SECOND } from '../../time/duration';
import { familiar } from '../flow-error';
import { flowsStarted } from '../flows-started';
import { hubOf } from '../hub';
import { Turn } from '../input';
import type { RatesDesk } from './desk';
import { errorStatus } from '../status';

/** A broker that connects late drops the first message. */
const REPEATS = [15 * SECOND, 60 * SECOND];

/** Sends the rates of the dialog's own question when the flow starts and whenever they have changed. */
export function publishRates(RED: NodeAPI, node: Node, desk: RatesDesk): void {
  const turn = new Turn();
  const { signal } = turn;
  node.on('close', () => turn.end());
  const flowsRun = flowsStarted(RED, signal);
  let sent: string | undefined;
  let latest: NodeMessage = {};

  const send = async (): Promise<void> => {
    const { payload, summary } = await desk.answer({}, turn);
    const slots = JSON.stringify('data' in payload ? payload.data : payload);
    if (signal.aborted || slots === sent) return;
    const first = sent === undefined;
    sent = slots;
    latest = { topic: node.name ?? '', payload, summary };
    node.send({ ...latest });
    if (first) repeatLater();
  };

  const repeatLater = (): void => {
    for (const delay of REPEATS) {
      const cancel = hubOf(RED).host.timers.after(delay, () => node.send({ ...latest }));
      signal.addEventListener('abort', cancel, { once: true });
    }
  };

  const open = async (): Promise<void> => {
    const { feed, carbon } = await desk.question({});
    await flowsRun;
    if (signal.aborted) return;
    let told: Series | undefined;
    const changed = (): void => {
      if (feed.error) desk.show(errorStatus(feed.error.code), turn);
      if (feed.error || feed.series === told || feed.series.length === 0) return;
      told = feed.series;
      // A failure is in the status, and the next change tries again.
      void send().catch(() => undefined);
    };
    signal.addEventListener('abort', feed.use({ carbon, changed }));
    changed();
  };
  open().catch((error: unknown) => {
    desk.show(errorStatus(familiar(error).code), turn);
  });
}
