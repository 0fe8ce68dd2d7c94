import { MINUTE } from '../../time/duration';
import type { Clock } from '../../time/clock';
import { DialogError } from './trouble';

const A_MINUTE = 10;

/** Keeps the editor from asking too much, whoever sits at it: one call at a time, and ten a minute. */
export class Gate {
  private begun: number[] = [];
  private taken = false;

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /** What `work` gives. Rejects with `busy` where it may not begin now. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    const now = this.clock.monotonic();
    this.begun = this.begun.filter((at) => now - at < MINUTE);
    if (this.taken || this.begun.length >= A_MINUTE) throw new DialogError('busy');
    this.begun.push(now);
    this.taken = true;
    try {
      return await work();
    } finally {
      this.taken = false;
    }
  }
}
