import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { unlessAborted } from '../../../../src/flatpeak/policy/abort';

describe('a promise unless aborted', () => {
  it('is what the promise is, and leaves nothing at the signal', async () => {
    const { signal } = new AbortController();
    assert.equal(await unlessAborted(Promise.resolve(7), signal), 7);
    await assert.rejects(unlessAborted(Promise.reject(new Error('no')), signal), /no/);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('ends with the signal, whatever the promise does', async () => {
    const stop = new AbortController();
    const promise = unlessAborted(new Promise(() => undefined), stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(promise, /stopped/);
  });

  it('ends at once where the signal has ended before', async () => {
    const promise = unlessAborted(Promise.resolve(7), AbortSignal.abort(new Error('stopped')));
    await assert.rejects(promise, /stopped/);
  });
});
