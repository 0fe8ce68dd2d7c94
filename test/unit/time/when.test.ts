import assert from 'node:assert/strict';
import { when } from '../../../src/time/when';

const now = Date.parse('2026-03-28T23:30:00Z');

function read(value: unknown, end = false, timezone = 'Europe/Berlin') {
  return when(value, { now, timezone: () => timezone, end });
}

describe('when', () => {
  for (const [value, expected] of [
    ['now', '2026-03-28T23:30:00Z'],
    [' NOW ', '2026-03-28T23:30:00Z'],
    ['+36h', '2026-03-30T11:30:00Z'],
    ['-30m', '2026-03-28T23:00:00Z'],
    ['+2 d', '2026-03-30T23:30:00Z'],
    ['2026-03-29T00:00:00+01:00', '2026-03-28T23:00:00Z'],
    [Date.parse('2026-01-01T00:00:00Z'), '2026-01-01T00:00:00Z'],
    ['1767225600000', '2026-01-01T00:00:00Z'],
    [new Date('2026-01-01T00:00:00Z'), '2026-01-01T00:00:00Z'],
  ] as const) {
    it(`reads ${String(value)}`, async () => assert.equal(await read(value), Date.parse(expected)));
  }

  it('takes days from the location, where it is already the day of the clock change', async () => {
    assert.equal(await read('today'), Date.parse('2026-03-29T00:00:00+01:00'));
    assert.equal(await read('today', true), Date.parse('2026-03-30T00:00:00+02:00'));
    assert.equal(await read('tomorrow'), Date.parse('2026-03-30T00:00:00+02:00'));
    assert.equal(await read('tomorrow', true), Date.parse('2026-03-31T00:00:00+02:00'));
    assert.equal(await read('yesterday'), Date.parse('2026-03-28T00:00:00+01:00'));
    assert.equal(await read('today', false, 'Europe/London'), Date.parse('2026-03-28T00:00:00Z'));
  });

  for (const value of [
    '',
    'soon',
    '2026-03-29',
    '2026-03-29T00:00:00',
    '+h',
    '+9999999999h',
    NaN,
    Infinity,
    new Date(NaN),
    null,
    undefined,
    {},
    [],
    true,
  ]) {
    it(`refuses ${JSON.stringify(value)}`, async () => assert.equal(await read(value), undefined));
  }
});
