import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Files } from './files';

/** Files in a folder of the disk, which is made when the first one is written. */
export function diskFiles(folder: string): Files {
  return {
    async read(name) {
      try {
        return await readFile(join(folder, name), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async write(name, text) {
      const writeFileAtomic = require('write-file-atomic') as typeof import('write-file-atomic');
      await mkdir(folder, { recursive: true });
      await writeFileAtomic(join(folder, name), text);
    },
    async setAside(name) {
      await rename(join(folder, name), join(folder, `${name}.bad`));
    },
  };
}
