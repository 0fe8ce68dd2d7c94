import assert from 'node:assert/strict';
import { FlatPeakError } from '../../../src/flatpeak/errors';

describe('an error', () => {
  it('is a sentence, with its detail where there is one', () => {
    const plain = new FlatPeakError('cancelled');
    const detailed = new FlatPeakError('cancelled', { detail: 'why' });
    assert.match(plain.message, /^[A-Z][^()]*[^.]\.$/);
    assert.equal(detailed.message, plain.message.replace(/\.$/, ' (why).'));
    assert.equal(plain.name, 'FlatPeakError');
  });

  it('names whole milliseconds to try again at, no earlier than it may', () => {
    assert.equal(new FlatPeakError('network', { retryAt: 1.2 }).retryAt, 2);
    assert.equal(new FlatPeakError('network').retryAt, undefined);
  });
});
