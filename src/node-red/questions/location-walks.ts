import { Queue } from '../../flatpeak/policy/queue';
import { PAGE } from '../../flatpeak/questions/queries';
import type { Location } from '../../flatpeak/wire';

/** Lets a node walk through one list at a time. */
export class LocationWalks {
  private readonly queue = new Queue(1);
  private underWay: AbortController | undefined;

  /** Ends the walk under way; those that wait go on. */
  cancel(): void {
    this.underWay?.abort();
  }

  /** What `walk` brings when it is its turn; `undefined` when it is cancelled. */
  run<T>(walk: (signal: AbortSignal) => Promise<T>, closing: AbortSignal): Promise<T | undefined> {
    return this.queue.run(async () => {
      const underWay = new AbortController();
      this.underWay = underWay;
      try {
        return await walk(AbortSignal.any([closing, underWay.signal]));
      } catch (error) {
        if (underWay.signal.aborted) return undefined;
        throw error;
      } finally {
        this.underWay = undefined;
      }
    }, closing);
  }
}

/** The first locations of a list, at most `most`; tells after each page how many it has so far. */
export async function firstOf(
  list: AsyncIterable<Location>,
  most: number,
  tell: (found: number) => void,
): Promise<Location[]> {
  const found: Location[] = [];
  for await (const location of list) {
    found.push(location);
    if (found.length >= most) break;
    if (found.length % PAGE === 0) tell(found.length);
  }
  return found;
}
