import { unlessAborted } from '../../flatpeak/policy/abort';
import { MINUTE } from '../../time/duration';
import type { Clock } from '../../time/clock';
import { DialogError } from './trouble';

const A_MINUTE = 10;

/** Keeps the editor from asking too much, whoever sits at it: one call at a time, and ten a minute. */
export class Gate {
  private begun: number[] = [];
  /** Resolves when the call that is under way has ended. */
  private underWay: Promise<void> | undefined;

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /** What `work` gives. Rejects with `busy` where it may not begin now. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    const now = this.clock.monotonic();
    this.begun = this.begun.filter((at) => now - at < MINUTE);
    if (this.underWay || this.begun.length >= A_MINUTE) throw new DialogError('busy');
    this.begun.push(now);
    let leave = (): void => undefined;
    this.underWay = new Promise((resolve) => (leave = resolve));
    try {
      return await work();
    } finally {
      this.underWay = undefined;
      leave();
    }
  }

  /** The same, once the call that is under way has ended: who draws has soon changed another field. */
  async passInTurn<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    while (this.underWay) await unlessAborted(this.underWay, signal);
    return this.pass(work);
  }
}
