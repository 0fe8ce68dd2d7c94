import assert from 'node:assert/strict';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { cleanUp, over, rawServer, SHORT } from '../support/faulty-world';
import { outcome, ratesReply } from '../support/simulated-flatpeak';

const BODY = ratesReply().body;
const LENGTH = `content-length: ${Buffer.byteLength(BODY)}`;

function http(head: string, body: string | Uint8Array = BODY): Buffer {
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${head}\r\n\r\n`),
    typeof body === 'string' ? Buffer.from(body) : body,
  ]);
}

/** Replies that no catalogue lists, and what a call makes of them. */
const ODDITIES: [string, string | Uint8Array, string][] = [
  ['HTTP/1.0 without a length', `HTTP/1.0 200 OK\r\n\r\n${BODY}`, 'ok'],
  ['no reason phrase', http(`200\r\n${LENGTH}`), 'ok'],
  [
    'early hints before the reply',
    `HTTP/1.1 103 Early\r\n\r\n${http(`200 OK\r\n${LENGTH}`).toString()}`,
    'ok',
  ],
  ['bytes behind the body', http(`200 OK\r\n${LENGTH}`, `${BODY}garbage`), 'ok'],
  ['another reply behind the body', http(`200 OK\r\n${LENGTH}`, BODY + BODY), 'ok'],
  ['brotli', http('200 OK\r\ncontent-encoding: br', brotliCompressSync(BODY)), 'ok'],
  ['an unknown encoding', http('200 OK\r\ncontent-encoding: zip'), 'ok'],
  ['gzip that is none', http('200 OK\r\ncontent-encoding: gzip'), 'network'],
  [
    'gzip twice',
    http('200 OK\r\ncontent-encoding: gzip', gzipSync(gzipSync(BODY))),
    'bad_response',
  ],
  ['chunks without an end', http('200 OK\r\ntransfer-encoding: chunked', '5\r\n{"dat'), 'network'],
  ['chunks of no size', http('200 OK\r\ntransfer-encoding: chunked', 'zz\r\n'), 'network'],
  ['two lengths', http('200 OK\r\ncontent-length: 5\r\ncontent-length: 9'), 'bad_response'],
  ['a negative length', http('200 OK\r\ncontent-length: -5'), 'bad_response'],
  ['a header without a name', http('200 OK\r\n: x'), 'bad_response'],
  ['a header of 100 kB', http(`200 OK\r\nx: ${'x'.repeat(100_000)}`), 'bad_response'],
  ['no content', http('204 No Content', ''), 'bad_response'],
  ['half a body on purpose', http(`206 Partial Content\r\n${LENGTH}`, BODY), 'ok'],
  ['a status beyond all ranges', http('999 What', '{}'), 'unavailable'],
  ['a status below all ranges', http('000 What', '{}'), 'bad_response'],
  ['not modified', http('304 Not Modified', ''), 'bad_response'],
  [
    'switching protocols',
    http('101 Switching\r\nupgrade: x\r\nconnection: upgrade', ''),
    'timeout',
  ],
  ['zeros', Buffer.alloc(1000), 'bad_response'],
  ['nothing', '', 'network'],
  ['deep nesting', http('200 OK', '['.repeat(200_000)), 'bad_response'],
  ['a number too large', http('200 OK', '1e999'), 'bad_response'],
  ['invalid UTF-8', http('200 OK', Buffer.from([0x22, 0xff, 0xfe, 0x22])), 'bad_response'],
];

describe('replies that no catalogue lists', () => {
  afterEach(cleanUp);

  for (const [name, bytes, expected] of ODDITIES) {
    it(`${name}: ${expected}`, async () => {
      const { url } = await rawServer(bytes);
      const flatpeak = over(url, { budgets: SHORT });
      assert.equal(await outcome(flatpeak.rates()), expected);
    });
  }
});
