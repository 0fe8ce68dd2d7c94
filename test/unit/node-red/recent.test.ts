import assert from 'node:assert/strict';
import { Recent } from '../../../src/node-red/recent';

describe('what was seen recently', () => {
  let elapsed: number;
  let recent: Recent;

  beforeEach(() => {
    elapsed = 0;
    recent = new Recent({ now: () => 0, monotonic: () => elapsed }, 1_000, 3);
  });

  it('is remembered for its span and no longer', () => {
    recent.add('a');
    elapsed = 999;
    assert.ok(recent.has('a'));
    elapsed = 1_000;
    assert.ok(!recent.has('a'));
  });

  it('counts anew when seen again', () => {
    recent.add('a');
    elapsed = 999;
    recent.add('a');
    elapsed = 1_500;
    assert.ok(recent.has('a'));
  });

  it('is forgotten when told to', () => {
    recent.add('a');
    recent.delete('a');
    assert.ok(!recent.has('a'));
  });

  it('gives way to the newest, the longest unseen first', () => {
    for (const key of ['a', 'b', 'c', 'a', 'd']) recent.add(key);
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].filter((key) => recent.has(key)),
      ['a', 'c', 'd'],
    );
  });
});
