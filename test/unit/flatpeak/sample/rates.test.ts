import assert from 'node:assert/strict';
import { utcSeconds } from '../../../../src/time/instant';
import { ask, assertShape, DAY, HOUR, ISO_SECONDS, type Json, NOW } from './ask';

const START = '2026-07-15T18:00:00Z';
const END = '2026-07-15T22:00:00Z';

function rates(home: string, query: Record<string, string>) {
  return ask(`/tariffs/rates/loc_sample_${home}`, { query });
}

describe('sample account: rates', () => {
  it('has every documented field', () => {
    const query = { start_time: START, end_time: END, include_carbon: 'true' };
    const { status, body } = rates('london', query);
    assert.equal(status, 200);
    assertShape(body, {
      id: 'string',
      object: 'string',
      live_mode: 'boolean',
      location_id: 'string',
      location_timezone: 'string',
      currency_code: 'string',
      direction: 'string',
      last_updated: 'string',
      next_update: 'string',
      'request.include_tariff': 'boolean',
      'request.include_carbon': 'boolean',
      'request.direction': 'string',
      'request.start_time': 'string',
      'request.end_time': 'string',
      data: 'array',
      time_created: 'string',
      account_id: 'string',
    });
    assert.match(body['id'], /^rts_/);
    assert.equal(body['object'], 'tariff_rate');
    assert.equal(body['live_mode'], false);
    assert.equal(body['location_id'], 'loc_sample_london');
    assert.equal(body['location_timezone'], 'Europe/London');
    assert.equal(body['currency_code'], 'GBP');
    assert.equal(body['time_created'], utcSeconds(NOW));
    assert.equal(body['data'].length, 8);
    for (const slot of body['data']) {
      assert.deepEqual(Object.keys(slot), ['valid_from', 'valid_to', 'tariff', 'carbon']);
      assert.deepEqual(Object.keys(slot.tariff), ['rate', 'confidence']);
      assert.deepEqual(Object.keys(slot.carbon), ['intensity', 'relative', 'confidence']);
      assert.match(slot.valid_from, ISO_SECONDS);
      assert.match(slot.valid_to, ISO_SECONDS);
    }
  });

  it('echoes the request with its defaults, in UTC and whole seconds', () => {
    assert.deepEqual(
      rates('london', { end_time: '2026-07-16T00:00:00.987+02:00' }).body['request'],
      {
        include_tariff: true,
        include_carbon: false,
        direction: 'IMPORT',
        start_time: utcSeconds(NOW),
        end_time: END,
      },
    );
  });

  it('starts now, in mid-slot, when no start is given', () => {
    const { data } = rates('london', { end_time: END }).body;
    assert.equal(data[0].valid_from, '2026-07-15T18:30:10Z');
    assert.equal(data[0].valid_to, '2026-07-15T19:00:00Z');
    assert.equal(data.at(-1).valid_to, END);
  });

  const included: [string, string, string[]][] = [
    ['true', 'true', ['tariff', 'carbon']],
    ['true', 'false', ['tariff']],
    ['false', 'true', ['carbon']],
    ['false', 'false', []],
  ];
  for (const [tariff, carbon, expected] of included) {
    it(`include_tariff=${tariff} include_carbon=${carbon} gives [${expected.join()}]`, () => {
      const query = { start_time: START, end_time: END };
      const reply = rates('berlin', { ...query, include_tariff: tariff, include_carbon: carbon });
      for (const slot of reply.body['data']) {
        assert.deepEqual(Object.keys(slot), ['valid_from', 'valid_to', ...expected]);
      }
    });
  }

  const homes: [string, string, string, string, boolean][] = [
    ['demo', 'IMPORT', 'Europe/London', 'GBP', true],
    ['london', 'IMPORT', 'Europe/London', 'GBP', true],
    ['london', 'EXPORT', 'Europe/London', 'GBP', true],
    ['berlin', 'IMPORT', 'Europe/Berlin', 'EUR', true],
    ['oslo', 'IMPORT', 'Europe/Oslo', 'NOK', true],
    ['madrid', 'IMPORT', 'Europe/Madrid', 'EUR', false],
    ['new_york', 'IMPORT', 'America/New_York', 'USD', false],
    ['new_york', 'EXPORT', 'America/New_York', 'USD', false],
    ['lord_howe', 'IMPORT', 'Australia/Lord_Howe', 'AUD', false],
  ];
  for (const [home, direction, zone, currency, carbon] of homes) {
    it(`of ${home} ${direction}: ${zone} ${currency}${carbon ? ' with carbon' : ''}`, () => {
      const query = { start_time: START, end_time: END, direction, include_carbon: 'true' };
      const { status, body } = rates(home, query);
      assert.equal(status, 200);
      assert.equal(body['location_timezone'], zone);
      assert.equal(body['currency_code'], currency);
      assert.equal(body['direction'], direction);
      assert.ok(body['data'].length > 0);
      for (const slot of body['data']) assert.equal('carbon' in slot, carbon);
    });
  }

  const updates: [string, string, string][] = [
    ['demo', '2026-07-15T18:30:00Z', '2026-07-15T18:35:10Z'],
    ['london', '2026-07-15T15:00:00Z', '2026-07-16T15:00:00Z'],
    ['berlin', '2026-07-15T11:00:00Z', '2026-07-16T11:00:00Z'],
    ['oslo', '2026-07-15T11:00:00Z', '2026-07-16T11:00:00Z'],
    ['madrid', '2026-07-14T21:00:00Z', '2026-07-15T21:00:00Z'],
    ['new_york', '2026-07-15T03:00:00Z', '2026-07-16T03:00:00Z'],
    ['lord_howe', '2026-07-15T05:30:00Z', '2026-07-16T05:30:00Z'],
  ];
  for (const [home, last, next] of updates) {
    it(`of ${home} were updated at ${last}, next at ${next}`, () => {
      const { body } = rates(home, { end_time: END });
      assert.equal(body['last_updated'], last);
      assert.equal(body['next_update'], next);
    });
  }

  const refused: [string, Record<string, string>, string][] = [
    ['no end', {}, 'end_time_missing'],
    ['an empty end', { end_time: '' }, 'end_time_invalid'],
    ['an end without zone', { end_time: '2026-07-15T22:00:00' }, 'end_time_invalid'],
    ['an end that is no time', { end_time: 'tomorrow' }, 'end_time_invalid'],
    [
      'a start that is no time',
      { start_time: '1784000000000', end_time: END },
      'start_time_invalid',
    ],
    ['an end before the start', { start_time: END, end_time: START }, 'end_time_invalid'],
    ['an end at the start', { start_time: END, end_time: END }, 'end_time_invalid'],
    ['an end before now', { end_time: START }, 'end_time_invalid'],
    [
      'more than 90 days',
      { start_time: START, end_time: utcSeconds(Date.parse(START) + 90 * DAY + 1000) },
      'time_range_invalid',
    ],
    ['a third direction', { end_time: END, direction: 'LOCAL' }, 'direction_invalid'],
    ['a direction in lower case', { end_time: END, direction: 'import' }, 'direction_invalid'],
    ['include_tariff=yes', { end_time: END, include_tariff: 'yes' }, 'include_tariff_invalid'],
    ['include_carbon=', { end_time: END, include_carbon: '' }, 'include_carbon_invalid'],
  ];
  for (const [name, query, code] of refused) {
    it(`refuses ${name}`, () => {
      const { status, body } = rates('london', query);
      assert.equal(status, 400);
      assert.equal(body['object'], 'error');
      assert.equal(body['live_mode'], false);
      assert.equal(body['type'], 'invalid_request');
      assert.equal(body['code'], code);
      assert.equal(typeof body['message'], 'string');
      assert.equal(body['time_created'], '2026-07-15T18:30:10.000');
    });
  }

  it('gives 90 days, of which a market knows only the first', () => {
    const end = utcSeconds(Date.parse(START) + 90 * DAY);
    const { status, body } = rates('oslo', { start_time: START, end_time: end });
    assert.equal(status, 200);
    assert.equal(body['data'].length, 90 * 96);
    assert.deepEqual(body['data'].at(-1).tariff, { rate: 0, confidence: 0 });
  });

  const unavailable: [string, string, string][] = [
    ['no_tariff', 'IMPORT', 'no_tariff_connected'],
    ['no_tariff', 'EXPORT', 'no_tariff_connected'],
    ['berlin', 'EXPORT', 'no_tariff_connected'],
    ['demo', 'EXPORT', 'no_tariff_connected'],
    ['pending', 'IMPORT', 'pending_connect'],
    ['pending', 'EXPORT', 'pending_connect'],
  ];
  for (const [home, direction, code] of unavailable) {
    it(`of ${home} ${direction}: ${code}`, () => {
      const { status, body } = rates(home, { end_time: END, direction });
      assert.equal(status, 422);
      assert.equal(body['object'], 'error');
      assert.equal(body['code'], code);
    });
  }

  it('knows the id before it looks at the times', () => {
    assert.equal(rates('nowhere', {}).status, 404);
  });

  it('has another id for another request', () => {
    const id = (query: Json) => rates('london', { end_time: END, ...query }).body['id'];
    assert.equal(id({}), id({}));
    assert.notEqual(id({}), id({ include_carbon: 'true' }));
  });

  it('keeps up with a week at a time', () => {
    const query = {
      start_time: utcSeconds(NOW - 8 * HOUR),
      end_time: utcSeconds(NOW + 7 * DAY),
      include_carbon: 'true',
    };
    rates('oslo', query);
    const before = performance.now();
    for (let i = 0; i < 10; i++) rates('oslo', query);
    const each = (performance.now() - before) / 10;
    // Measured at 4 ms including its parsing; the limit leaves room for a busy machine.
    assert.ok(each < 80, `${each} ms`);
  });
});
