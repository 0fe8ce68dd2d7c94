import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import type { Manifest } from '../support/installed';

export interface Tarball {
  readonly file: string;
  readonly manifest: Manifest;
}

export interface Registry {
  readonly url: string;
  close(): Promise<void>;
}

/** An npm registry on loopback, so that a package can be installed as its users do, without the internet. */
export async function startRegistry(tarballs: readonly Tarball[]): Promise<Registry> {
  const files = new Map<string, Buffer>();
  for (const { file } of tarballs) files.set(`/-/${basename(file)}`, await readFile(file));

  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    const file = files.get(path);
    if (file) return void response.end(file);
    const name = path.slice(1);
    const versions = tarballs.filter(({ manifest }) => manifest.name === name);
    if (versions.length === 0) return void response.writeHead(404).end();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(packument(name, versions)));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function packument(name: string, versions: readonly Tarball[]): object {
    const entries = versions.map(({ file, manifest }) => {
      const path = `/-/${basename(file)}`;
      const integrity = `sha512-${createHash('sha512').update(files.get(path)!).digest('base64')}`;
      return [manifest.version, { ...manifest, dist: { tarball: `${url}${path}`, integrity } }];
    });
    return {
      name,
      'dist-tags': { latest: versions[0]?.manifest.version },
      versions: Object.fromEntries(entries) as object,
    };
  }

  return {
    url,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
