import { createHash } from 'node:crypto';
import { seal, unseal } from './envelope';
import type { Files } from './files';

export interface ShelfOptions<T> {
  /** No files: the value lives as long as the process. */
  readonly files: Files | undefined;
  /** First part of the file name: `feed`, `node`. */
  readonly kind: string;
  /** Whose value it is. Only its hash reaches the disk. */
  readonly owner: string;
  /** Raised whenever the shape of `T` changes; older files are then set aside. */
  readonly version: number;
  /** Recognises a `T` read from disk. */
  readonly accept: (value: unknown) => value is T;
  /** Called once when the disk refuses; from then on the value is kept in memory only. */
  readonly onRefused: () => void;
}

/** One small disposable value on disk: whatever happens to it, the worst outcome is that it is fetched again. */
export class Shelf<T> {
  private readonly id: string;
  private readonly name: string;
  private onDisk: string | undefined;
  private next: { readonly value: T } | undefined;
  private writing: Promise<void> | undefined;
  private refused = false;

  constructor(private readonly options: ShelfOptions<T>) {
    this.id = createHash('sha256').update(options.owner).digest('hex').slice(0, 24);
    this.name = `${options.kind}-${this.id}.json`;
  }

  /** The kept value, or `undefined`. Never rejects. */
  async load(): Promise<T | undefined> {
    const { files, version, accept } = this.options;
    if (!files) return undefined;
    try {
      const text = await files.read(this.name);
      if (text === undefined) return undefined;
      const value = unseal(this.id, version, text);
      if (accept(value)) {
        this.onDisk = text;
        return value;
      }
      await files.setAside(this.name);
    } catch {
      this.refuse();
    }
    return undefined;
  }

  /** Keeps the value; writes only what differs from the disk, one write at a time, the latest value last. */
  save(value: T): void {
    const { files } = this.options;
    if (!files || this.refused) return;
    this.next = { value };
    this.writing ??= this.drain(files).finally(() => {
      this.writing = undefined;
    });
  }

  /** Resolves when nothing is left to write. */
  async settled(): Promise<void> {
    await this.writing;
  }

  private async drain(files: Files): Promise<void> {
    while (this.next !== undefined && !this.refused) {
      const text = seal(this.id, this.options.version, this.next.value);
      this.next = undefined;
      if (text === this.onDisk) continue;
      try {
        await files.write(this.name, text);
        this.onDisk = text;
      } catch {
        this.refuse();
      }
    }
  }

  private refuse(): void {
    if (this.refused) return;
    this.refused = true;
    this.options.onRefused();
  }
}
