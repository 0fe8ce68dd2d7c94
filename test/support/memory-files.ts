import type { Files } from '../../src/store/files';

/** Files that live in a map; `broken` makes every operation fail as a full or read-only disk does. */
export interface MemoryFiles extends Files {
  readonly texts: Map<string, string>;
  readonly asides: string[];
  /** Names, in the order of their writes. */
  readonly written: string[];
  writes: number;
  broken: boolean;
}

export function memoryFiles(): MemoryFiles {
  const refuse = (): void => {
    if (files.broken) throw Object.assign(new Error('EROFS'), { code: 'EROFS' });
  };
  const files: MemoryFiles = {
    texts: new Map(),
    asides: [],
    written: [],
    writes: 0,
    broken: false,
    async read(name) {
      refuse();
      return files.texts.get(name);
    },
    async write(name, text) {
      refuse();
      files.writes++;
      files.written.push(name);
      files.texts.set(name, text);
    },
    async setAside(name) {
      refuse();
      files.asides.push(name);
      files.texts.delete(name);
    },
  };
  return files;
}
