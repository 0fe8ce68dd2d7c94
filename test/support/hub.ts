/** A hub in a process of its own, so that a test can pull its plug. Prints what its flow sends, a line of JSON each. */
import { readFileSync } from 'node:fs';
import { Embedded } from './embedded';

const [userDir, setupFile] = process.argv.slice(2) as [string, string];
const { flow, credentials } = JSON.parse(readFileSync(setupFile, 'utf8')) as {
  flow: object[];
  credentials: object;
};

void Embedded.start({ flow, credentials, userDir }).then((embedded) => {
  console.log(JSON.stringify({ started: Date.now() }));
  let printed = 0;
  setInterval(() => {
    for (const sent of embedded.sent.slice(printed)) console.log(JSON.stringify(sent));
    printed = embedded.sent.length;
  }, 10);
});
