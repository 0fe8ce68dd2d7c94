import { lstat, mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Files } from './files';

/** Bytes; a year of quarter hours is far smaller. */
const LARGEST = 16 * 2 ** 20;

/** Files in a folder of the disk, which is made when the first one is written. */
export function diskFiles(folder: string): Files {
  return {
    async read(name) {
      const path = join(folder, name);
      try {
        const found = await lstat(path);
        // A link would lead elsewhere, a pipe would never end, and what is so large was not written by us.
        if (!found.isFile() || found.size > LARGEST) return '';
        return await readFile(path, 'utf8');
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
