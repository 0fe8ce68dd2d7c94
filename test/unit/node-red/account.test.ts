import assert from 'node:assert/strict';
import { Account } from '../../../src/node-red/account/account';
import { Hub } from '../../../src/node-red/hub';
import { SimHost } from '../../support/sim-host';

const UNADJUSTED = { factor: 1, offset: 0 };

function sampleAccount(): Account {
  const log = { diskRefused: () => undefined, lineChanged: () => undefined };
  const adjust = { IMPORT: UNADJUSTED, EXPORT: UNADJUSTED };
  const hub = new Hub(new SimHost(Date.parse('2026-11-20T12:00:00Z')), log);
  return new Account({ kind: 'sample', api: 'automatic', adjust }, 'key', hub);
}

describe('account', () => {
  it('gives everyone the same feed of a location and direction', () => {
    const account = sampleAccount();
    assert.equal(account.feed('loc_1', 'IMPORT'), account.feed('loc_1', 'IMPORT'));
    assert.notEqual(account.feed('loc_1', 'IMPORT'), account.feed('loc_1', 'EXPORT'));
  });

  it('keeps the feeds in use, and of all that messages ever asked about only the latest', () => {
    const account = sampleAccount();
    const used = account.feed('loc_used', 'IMPORT');
    const leave = used.use({ changed: () => undefined });
    const idle = account.feed('loc_idle', 'IMPORT');
    const often = account.feed('loc_often', 'IMPORT');
    for (let i = 0; i < 1_000; i++) {
      account.feed(`loc_${i}`, 'IMPORT');
      assert.equal(account.feed('loc_often', 'IMPORT'), often);
    }
    assert.equal(account.feed('loc_used', 'IMPORT'), used);
    assert.notEqual(account.feed('loc_idle', 'IMPORT'), idle);
    leave();
    for (let i = 0; i < 1_000; i++) account.feed(`loc_${i}`, 'IMPORT');
    assert.notEqual(account.feed('loc_used', 'IMPORT'), used);
  });
});
