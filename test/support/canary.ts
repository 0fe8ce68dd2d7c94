import assert from 'node:assert/strict';
import { inspect } from 'node:util';

/** Secrets that can be told apart from everything else, and every form in which they might slip out. */
export const CANARY = {
  account: 'acc_C4n4ryAccount77',
  key: 'sk_live_C4n4ryKey+/=88',
  token: 'C4n4ryToken.99_x-y',
} as const;

const basic = Buffer.from(`${CANARY.account}:${CANARY.key}`).toString('base64');

const FORMS = [CANARY.account, CANARY.key, CANARY.token, basic].flatMap((secret) => {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    JSON.stringify(secret).slice(1, -1),
  ];
});

/** Fails when `text` holds a secret in any form. */
export function assertNoSecret(text: string, where: string): void {
  for (const form of FORMS) {
    assert.ok(!text.includes(form), `${where} holds a secret: ${form}`);
  }
}

/** Every way in which a value can become text, however deep. */
export function everyText(value: unknown): string {
  const deep = { depth: Infinity, showHidden: true, getters: true, maxStringLength: null } as const;
  const error = value instanceof Error ? [value.message, value.stack, String(value.cause)] : [];
  return [inspect(value, deep), JSON.stringify(value), String(value), ...error].join('\n');
}

/** Collects whatever the process prints while `work` runs. */
export async function printedDuring(work: () => Promise<void>): Promise<string> {
  const printed: string[] = [];
  const streams = [process.stdout, process.stderr] as const;
  const originals = streams.map((stream) => [stream, stream.write.bind(stream)] as const);
  for (const stream of streams) {
    stream.write = (chunk: string | Uint8Array) => {
      printed.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      return true;
    };
  }
  const warned = (warning: Error): void => void printed.push(everyText(warning));
  process.on('warning', warned);
  try {
    await work();
    await new Promise(setImmediate);
  } finally {
    process.off('warning', warned);
    for (const [stream, write] of originals) stream.write = write;
  }
  return printed.join('');
}
