import type { Clock } from '../time/clock';

/** Remembers keys for a span of elapsed time, and of very many only the latest. */
export class Recent {
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    /** How long a key is remembered, ms. */
    private readonly span: number,
    private readonly most: number,
  ) {}

  has(key: string): boolean {
    const at = this.seen.get(key);
    return at !== undefined && this.clock.monotonic() - at < this.span;
  }

  add(key: string): void {
    this.seen.delete(key);
    this.seen.set(key, this.clock.monotonic());
    const [oldest] = this.seen.keys();
    if (this.seen.size > this.most && oldest !== undefined) this.seen.delete(oldest);
  }

  delete(key: string): void {
    this.seen.delete(key);
  }
}
