import type { Node, NodeAPI } from 'node-red';
import { FlatPeakError } from '../flatpeak/errors';
import type { Series } from '../rates/series';
import { flowsStarted } from './flows-started';
import type { RatesDesk } from './rates-desk';
import { errorStatus } from './status';

/** Sends the rates of the dialog's own question when the flow starts and whenever they have changed. */
export function publishRates(RED: NodeAPI, node: Node, desk: RatesDesk): void {
  const closing = new AbortController();
  const { signal } = closing;
  node.on('close', () => closing.abort());
  const flowsRun = flowsStarted(RED, signal);
  let sent: string | undefined;

  const send = async (): Promise<void> => {
    const { payload, summary } = await desk.answer({}, signal);
    const slots = JSON.stringify('data' in payload ? payload.data : payload);
    if (signal.aborted || slots === sent) return;
    sent = slots;
    node.send({ topic: node.name ?? '', payload, summary });
  };

  const open = async (): Promise<void> => {
    const { feed, carbon } = await desk.question({});
    await flowsRun;
    if (signal.aborted) return;
    let told: Series | undefined;
    const changed = (): void => {
      if (feed.error) desk.show(errorStatus(feed.error.code), signal);
      if (feed.error || feed.series === told || feed.series.length === 0) return;
      told = feed.series;
      // A failure is in the status, and the next change tries again.
      void send().catch(() => undefined);
    };
    signal.addEventListener('abort', feed.use({ carbon, changed }));
    changed();
  };
  open().catch((error: unknown) => {
    desk.show(errorStatus(error instanceof FlatPeakError ? error.code : 'bad_input'), signal);
  });
}
