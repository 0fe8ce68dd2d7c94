import { Shelf } from '../store/shelf';
import type { Host } from './host';

interface HubFile {
  readonly spread: number;
}

/** What belongs to this hub rather than to an account. */
export class Hub {
  /** This hub's place in a fleet, in `[0, 1)`: kept, so that hundreds of hubs never ask at the same second. */
  spread: number;

  constructor(
    readonly host: Host,
    /** Called once when the disk refuses to keep anything. */
    readonly onRefused: () => void,
  ) {
    this.spread = host.random();
    const shelf = new Shelf<HubFile>({
      files: host.files,
      kind: 'hub',
      owner: 'hub',
      version: 1,
      accept: isHubFile,
      onRefused,
    });
    void shelf.load().then((kept) => {
      if (kept) this.spread = kept.spread;
      else shelf.save({ spread: this.spread });
    });
  }
}

function isHubFile(value: unknown): value is HubFile {
  const spread = (value as Partial<HubFile> | null | undefined)?.spread;
  return typeof spread === 'number' && spread >= 0 && spread < 1;
}
