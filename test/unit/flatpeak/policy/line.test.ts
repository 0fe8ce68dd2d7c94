import assert from 'node:assert/strict';
import { Breaker } from '../../../../src/flatpeak/policy/breaker';
import { Line } from '../../../../src/flatpeak/policy/line';
import type { Trouble } from '../../../../src/flatpeak/policy/verdict';

const MINUTE = 60_000;
const down: Trouble = { code: 'unavailable', status: 503, line: 'reached', retry: 'later' };
const never = new AbortController().signal;

function setUp() {
  const time = { now: 1_000_000, monotonic: 5 };
  const clock = { now: () => time.now, monotonic: () => time.monotonic };
  const news: unknown[] = [];
  const line = new Line(new Breaker(() => 0, 3), clock, (trouble) =>
    news.push(trouble && [trouble.code, trouble.retryAt]),
  );
  return { line, time, news };
}

describe('the line', () => {
  it('carries everything at once while it is up', async () => {
    const { line } = setUp();
    line.failed(down);
    line.failed(down);
    line.admit();
    assert.equal(line.down, false);
    void line.carry(() => new Promise(() => undefined), never);
    assert.equal(await line.carry(async () => 'ok', never), 'ok');
  });

  it('refuses at once while it is down, with its trouble and when to try', async () => {
    const { line } = setUp();
    for (let i = 0; i < 3; i++) line.failed(down);
    const expected = { code: 'unavailable', status: 503, retryAt: 1_000_000 + MINUTE };
    assert.throws(() => line.admit(), expected);
    await assert.rejects(
      line.carry(async () => assert.fail('sent'), never),
      expected,
    );
  });

  it('sends one probe after the pause; others wait for what it finds', async () => {
    const { line, time } = setUp();
    for (let i = 0; i < 3; i++) line.failed(down);
    time.monotonic += MINUTE;
    const sent: string[] = [];
    let find: (() => void) | undefined;
    const probe = line.carry(async () => {
      sent.push('probe');
      await new Promise<void>((resolve) => (find = resolve));
      line.succeeded();
    }, never);
    const other = line.carry(async () => sent.push('other'), never);
    await new Promise(setImmediate);
    assert.deepEqual(sent, ['probe']);
    find?.();
    await Promise.all([probe, other]);
    assert.deepEqual(sent, ['probe', 'other']);
  });

  it('refuses those who waited for a probe that failed', async () => {
    const { line, time } = setUp();
    for (let i = 0; i < 3; i++) line.failed(down);
    time.monotonic += MINUTE;
    const probe = line.carry(async () => {
      await Promise.resolve();
      line.failed(down);
      throw new Error('still down');
    }, never);
    const other = line.carry(async () => assert.fail('sent'), never);
    await assert.rejects(probe, /still down/);
    await assert.rejects(other, { code: 'unavailable', retryAt: 1_000_000 + 2 * MINUTE });
  });

  it('lets a waiting caller go', async () => {
    const { line, time } = setUp();
    for (let i = 0; i < 3; i++) line.failed(down);
    time.monotonic += MINUTE;
    void line.carry(() => new Promise(() => undefined), never);
    const leave = new AbortController();
    const other = line.carry(async () => assert.fail('sent'), leave.signal);
    leave.abort(new Error('gone'));
    await assert.rejects(other, /gone/);
  });

  it('keeps away as long as FlatPeak asked, also when another reply was good meanwhile', () => {
    const { line, time } = setUp();
    line.failed({ ...down, code: 'rate_limited', status: 429, retryAfter: 10_000 });
    line.succeeded();
    assert.throws(() => line.admit(), { code: 'rate_limited', retryAt: 1_010_000 });
    line.failed({ ...down, retryAfter: 1_000 });
    time.monotonic += 9_999;
    assert.throws(() => line.admit());
    time.monotonic += 1;
    line.admit();
    assert.equal(line.wait(), 0);
  });

  it('waits for the longer of the pause and what FlatPeak asked', () => {
    const { line } = setUp();
    for (let i = 0; i < 3; i++) line.failed({ ...down, retryAfter: 30_000 });
    assert.equal(line.wait(), MINUTE);
    line.failed({ ...down, retryAfter: 30 * MINUTE });
    assert.equal(line.wait(), 30 * MINUTE);
  });

  it('tells once that it went down and once that it is back', () => {
    const { line, news } = setUp();
    line.succeeded();
    for (let i = 0; i < 9; i++) line.failed({ ...down, code: 'network' });
    line.succeeded();
    line.succeeded();
    line.failed(down);
    assert.deepEqual(news, [['network', 1_000_000 + MINUTE], undefined]);
  });

  it('is up as soon as FlatPeak answers', () => {
    const { line } = setUp();
    for (let i = 0; i < 3; i++) line.failed(down);
    line.succeeded();
    assert.equal(line.down, false);
  });
});
