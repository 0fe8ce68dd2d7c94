const CAPACITY = 20;
const PRICE = 2;

/** Lets only so many retries through between successes, so that an outage costs FlatPeak few of them. */
export class RetryBucket {
  private tokens = CAPACITY;

  /** Pays for one retry; false when there is not enough left. */
  pay(): boolean {
    if (this.tokens < PRICE) return false;
    this.tokens -= PRICE;
    return true;
  }

  succeeded(): void {
    this.tokens = Math.min(CAPACITY, this.tokens + 1);
  }
}
