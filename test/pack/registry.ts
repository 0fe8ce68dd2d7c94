import { createReadStream } from 'node:fs';
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
  const server = createServer((request, response) => {
    const wanted = decodeURIComponent(request.url ?? '').slice(1);
    const tarball = tarballs.find(({ file }) => basename(file) === wanted);
    if (tarball) return void createReadStream(tarball.file).pipe(response);
    const versions = tarballs.filter(({ manifest }) => manifest.name === wanted);
    if (versions.length === 0) return void response.writeHead(404).end();
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        name: wanted,
        'dist-tags': { latest: versions[0]?.manifest.version },
        versions: Object.fromEntries(versions.map(entry)) as object,
      }),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function entry({ file, manifest }: Tarball): [version: string, facts: object] {
    return [manifest.version, { ...manifest, dist: { tarball: `${url}/${basename(file)}` } }];
  }

  return {
    url,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
