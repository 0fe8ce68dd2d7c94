// Node-RED with the nodes of this checkout and the demo flow on the sample account. Everything it writes is in .demo/.
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const userDir = fileURLToPath(new URL('../.demo', import.meta.url));
const HOST = '127.0.0.1';

await mkdir(userDir, { recursive: true });
await cp(`${root}/examples/Demo - switches within seconds.json`, `${userDir}/flows.json`);
await writeFile(
  `${userDir}/package.json`,
  JSON.stringify({ name: 'flatpeak-demo', private: true }),
);

const RED = require('node-red');
// The editor first; what it does not serve may belong to an HTTP-in node.
const server = createServer((request, response) =>
  RED.httpAdmin(request, response, () => RED.httpNode(request, response)),
);
const port = await listen(Number(process.env.PORT ?? 1880), process.env.PORT === undefined);

RED.init(server, {
  userDir,
  nodesDir: [root],
  flowFile: 'flows.json',
  credentialSecret: 'demo',
  httpAdminRoot: '/',
  httpNodeRoot: '/',
  uiHost: HOST,
  uiPort: port,
  functionExternalModules: false,
  externalModules: { palette: { allowInstall: false } },
  editorTheme: { tours: false },
  telemetry: { enabled: false, updateNotification: false },
  logging: { console: { level: 'info', metrics: false, audit: false } },
});
await RED.start();
console.log(`\n  The editor is at http://${HOST}:${port}/  (Ctrl-C stops)\n`);

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop());

async function stop() {
  await RED.stop();
  server.closeAllConnections();
  server.close();
  process.exit(0);
}

/** The wanted port, or any free one where the user did not choose. */
function listen(wanted, mayChange) {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (error.code === 'EADDRINUSE' && mayChange) resolve(listen(0, false));
      else reject(error);
    });
    server.listen(wanted, HOST, () => resolve(server.address().port));
  });
}
