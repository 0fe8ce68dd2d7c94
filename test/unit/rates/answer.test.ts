import assert from 'node:assert/strict';
import { answer, coverage, isFresh, isKnown, widened } from '../../../src/rates/answer';
import { seriesOf } from '../../../src/rates/from-wire';
import { HOUR } from '../../../src/time/duration';
import { ratesReply, wireSlots } from '../../support/rates-reply';
import { row, slot } from '../../support/slots';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const iso = (hours: number): string => new Date(NOW + hours * HOUR).toISOString();
const SLOTS = [
  slot(NOW, NOW + HOUR, 0.1, { carbon: 40 }),
  slot(NOW + HOUR, NOW + 2 * HOUR, 0.2, { carbon: 50 }),
];
const REPLY = ratesReply(wireSlots(SLOTS));
const ENVELOPE = { ...REPLY, data: [] };

describe('an answer from what is kept', () => {
  it('is clipped to the query, with what was asked for', () => {
    const query = { start_time: iso(0.5), end_time: iso(1.5), include_carbon: true };
    const reply = answer(ENVELOPE, seriesOf(REPLY), query, NOW);
    assert.deepEqual(reply?.request, query);
    assert.deepEqual(
      reply?.data.map(({ valid_from, valid_to, tariff, carbon }) => [
        valid_from,
        valid_to,
        tariff?.rate,
        carbon?.intensity,
      ]),
      [
        ['2026-11-20T12:30:00Z', '2026-11-20T13:00:00Z', 0.1, 40],
        ['2026-11-20T13:00:00Z', '2026-11-20T13:30:00Z', 0.2, 50],
      ],
    );
  });

  it('tells carbon only if asked, and the tariff unless asked not to', () => {
    const fields = (query: object) =>
      Object.keys(
        answer(ENVELOPE, seriesOf(REPLY), { end_time: iso(1), ...query }, NOW)?.data[0] ?? {},
      );
    assert.deepEqual(fields({}), ['valid_from', 'valid_to', 'tariff']);
    assert.deepEqual(fields({ include_tariff: false, include_carbon: true }), [
      'valid_from',
      'valid_to',
      'carbon',
    ]);
  });

  it('keeps what FlatPeak may add to its slots', () => {
    const reply = ratesReply(wireSlots(SLOTS).map((slot) => ({ ...slot, extra: 7 })));
    const [first] = answer(ENVELOPE, seriesOf(reply), { end_time: iso(1) }, NOW)?.data ?? [];
    assert.equal((first as { extra?: number }).extra, 7);
  });

  it('is none where part of it came from disk, which keeps no replies', () => {
    const kept = row(NOW + HOUR, HOUR, [0.2]);
    const series = [...seriesOf(ratesReply(wireSlots(SLOTS.slice(0, 1)))), ...kept];
    assert.ok(answer(ENVELOPE, series, { end_time: iso(1) }, NOW));
    assert.equal(answer(ENVELOPE, series, { end_time: iso(2) }, NOW), undefined);
  });

  it('belongs to whoever gets it', () => {
    const series = seriesOf(REPLY);
    const query = { end_time: iso(1) };
    const [first, second] = [1, 2].map(() => answer(ENVELOPE, series, query, NOW));
    assert.deepEqual(first, second);
    assert.notEqual(first?.data[0], second?.data[0]);
    assert.notEqual(first?.data[0]?.tariff, second?.data[0]?.tariff);
  });
});

describe('what a query covers', () => {
  it('begins now, and is as long as what is kept', () => {
    assert.deepEqual(coverage({ end_time: iso(3) }, NOW), {
      from: NOW,
      to: NOW + 3 * HOUR,
      carbon: false,
    });
    const query = { start_time: iso(-3), end_time: iso(9), include_carbon: true };
    assert.deepEqual(coverage(query, NOW, NOW - HOUR, NOW + HOUR), {
      from: NOW - HOUR,
      to: NOW + HOUR,
      carbon: true,
    });
  });

  it('is nothing where its times are none, and such a query goes out as it is', () => {
    const query = { end_time: 'soon' };
    assert.deepEqual(coverage(query, NOW), { from: NOW, to: NOW, carbon: false });
    assert.equal(widened(query), query);
  });

  it('is widened to the full hour', () => {
    assert.equal(widened({ end_time: iso(0.1) }).end_time, '2026-11-20T13:00:00Z');
    assert.equal(widened({ end_time: iso(1) }).end_time, '2026-11-20T13:00:00Z');
  });
});

describe('what is kept', () => {
  const covered = {
    from: NOW,
    to: NOW + 2 * HOUR,
    carbon: false,
    envelope: ENVELOPE,
    freshUntil: NOW + HOUR,
  };
  const query = { start_time: iso(0), end_time: iso(2) };

  it('is fresh for a query inside it until FlatPeak has news', () => {
    assert.equal(isFresh(covered, query, NOW), true);
    assert.equal(isFresh(covered, query, NOW + HOUR), false);
    assert.equal(isFresh(covered, { ...query, start_time: iso(-0.1) }, NOW), false);
    assert.equal(isFresh(covered, { ...query, end_time: iso(2.1) }, NOW), false);
    assert.equal(isFresh(covered, { ...query, include_carbon: true }, NOW), false);
    assert.equal(isFresh({ ...covered, carbon: true }, query, NOW), true);
  });

  it('is known where every instant has a rate', () => {
    assert.equal(isKnown(SLOTS, query, NOW), true);
    assert.equal(isKnown(SLOTS, { end_time: iso(2.1) }, NOW), false);
    assert.equal(isKnown(row(NOW, HOUR, [0.1, null]), query, NOW), false);
  });
});
