import { unlessAborted } from './abort';

/** Lets `width` pieces of work run at a time, in the order they came. */
export class Queue {
  private running = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly width: number) {}

  /** Runs `work` when it is its turn; leaves the queue when the signal ends before. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.running >= this.width) await this.turn(signal);
    else this.running++;
    try {
      return await work();
    } finally {
      this.next();
    }
  }

  private async turn(signal: AbortSignal): Promise<void> {
    let call: (() => void) | undefined;
    const called = new Promise<void>((resolve) => {
      call = resolve;
      this.waiting.add(resolve);
    });
    try {
      await unlessAborted(called, signal);
    } catch (reason) {
      // Called and aborted in the same moment: the turn passes on.
      if (call && !this.waiting.delete(call)) this.next();
      throw reason;
    }
  }

  /** The place of the one that ended goes to the one that waited longest. */
  private next(): void {
    const [first] = this.waiting;
    if (!first) {
      this.running--;
      return;
    }
    this.waiting.delete(first);
    first();
  }
}
