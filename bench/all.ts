import { fork } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { print, type Section } from './report';

/** Each in a process of its own, one after the other, so that none warms up, fills or slows another. */
const MEASUREMENTS = [
  'answer',
  'burst',
  'idle',
  'load',
  'close',
  'redraw',
  'plan',
  'series',
  'home',
];

function measure(name: string): Promise<Section[]> {
  return new Promise((resolve, reject) => {
    const sections: Section[] = [];
    const child = fork(join(__dirname, `${name}.ts`), {
      execArgv: ['--import', 'tsx', '--disable-warning=ExperimentalWarning'],
    });
    child.on('message', (section) => sections.push(section as Section));
    child.on('exit', (code) => {
      if (code === 0) resolve(sections);
      else reject(new Error(`${name} ended with ${code}`));
    });
  });
}

async function main(): Promise<void> {
  const sections: Section[] = [];
  for (const name of MEASUREMENTS) {
    process.stderr.write(`${name} … `);
    sections.push(...(await measure(name)));
  }
  process.stderr.write('done\n\n');
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}`;
  const load = loadavg()[0]?.toFixed(1);
  console.log(`Node ${process.versions.node} on ${machine}, load ${load}\n`);
  print(sections);
}

void main();
