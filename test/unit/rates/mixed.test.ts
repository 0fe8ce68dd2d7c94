import assert from 'node:assert/strict';
import { FlatPeakError, type ErrorCode } from '../../../src/flatpeak/errors';
import { type AccountRates, MixedRates, type MixedOptions } from '../../../src/rates/mixed';
import { ratesOfMessage } from '../../../src/rates/from-message';
import { DAY, HOUR } from '../../../src/time/duration';
import { row, slot } from '../../support/slots';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const LONDON = { timezone: 'Europe/London', currency: 'GBP', live: false };

const accountOf = (rest: Partial<AccountRates> = {}): AccountRates => ({
  series: row(NOW, HOUR, [0.3, 0.3]),
  home: LONDON,
  answered: true,
  error: undefined,
  ...rest,
});

function mixed(options: Partial<MixedOptions> = {}): MixedRates {
  const usual = { account: accountOf(), home: undefined, direction: 'IMPORT', location: '' };
  return new MixedRates({ ...usual, ...options });
}

function tell(rates: MixedRates, payload: unknown, now = NOW): MixedRates {
  const message = ratesOfMessage(payload, 'major');
  assert.ok(message);
  rates.tell(message, now);
  return rates;
}

const cheapHour = [{ from: NOW, to: NOW + HOUR, value: 0.1 }];
const ratesOf = ({ series }: MixedRates) => series.map(({ rate }) => rate);

describe('rates of account and messages', () => {
  it('are the account’s alone while no message told any', () => {
    const account = accountOf({ error: new FlatPeakError('network') });
    const rates = mixed({ account });
    assert.equal(rates.series, account.series);
    assert.deepEqual([rates.home, rates.answered, rates.error?.code], [LONDON, true, 'network']);
    assert.equal(mixed({ account: accountOf({ answered: false }) }).answered, false);
  });

  it('are not answered by a line that is down, unless they are known already', () => {
    const answered = (code: ErrorCode, series = accountOf().series): boolean =>
      mixed({ account: accountOf({ error: new FlatPeakError(code), series }) }).answered;
    for (const code of ['network', 'timeout', 'unavailable'] as const) {
      assert.equal(answered(code, []), false);
      assert.equal(answered(code), true);
    }
    for (const code of ['auth', 'no_tariff', 'not_found', 'bad_response'] as const)
      assert.equal(answered(code, []), true);
  });

  it('are a message’s wherever it tells them, which is no error and an answer', () => {
    const account = accountOf({ error: new FlatPeakError('network'), answered: false });
    const rates = tell(mixed({ account }), cheapHour);
    assert.deepEqual(ratesOf(rates), [0.1, 0.3]);
    assert.deepEqual([rates.answered, rates.error], [true, undefined]);
  });

  it('are laid over the account’s by interval, later ones over earlier ones', () => {
    const half = [{ from: NOW + HOUR / 2, to: NOW + 1.5 * HOUR, value: 0 }];
    const rates = tell(tell(mixed(), cheapHour), half);
    assert.deepEqual(
      rates.series.map(({ from, rate }) => [(from - NOW) / HOUR, rate]),
      [
        [0, 0.1],
        [0.5, 0],
        [1.5, 0.3],
      ],
    );
  });

  it('follow the account and the messages, and are the same series until one of them changes', () => {
    let series = row(NOW, HOUR, [0.3, 0.3]);
    const account = {
      ...accountOf(),
      get series() {
        return series;
      },
    };
    const rates = tell(mixed({ account }), cheapHour);
    const first = rates.series;
    assert.equal(rates.series, first);
    series = row(NOW, HOUR, [0.3, 0.4]);
    assert.deepEqual(ratesOf(rates), [0.1, 0.4]);
    tell(rates, [{ from: NOW + HOUR, to: NOW + 2 * HOUR, value: 0.2 }]);
    assert.deepEqual(ratesOf(rates), [0.1, 0.2]);
  });

  it('forget what a message told two days after it passed', () => {
    const rates = tell(mixed(), [{ from: NOW - HOUR, to: NOW, value: 0.1 }, ...cheapHour]);
    assert.deepEqual(ratesOf(rates), [0.1, 0.1, 0.3]);
    tell(rates, [{ from: NOW + 2 * DAY, to: NOW + 3 * DAY, value: 0.2 }], NOW + 2 * DAY);
    assert.deepEqual(ratesOf(rates), [0.1, 0.3, 0.2]);
  });

  describe('without an account', () => {
    const alone = (home?: MixedOptions['home']) => mixed({ account: undefined, home });

    it('are none until a message comes', () => {
      const rates = alone();
      assert.deepEqual(
        [rates.series, rates.home, rates.answered, rates.error],
        [[], undefined, false, undefined],
      );
    });

    it('take home and currency from the dialog, or rather from the message', () => {
      assert.deepEqual(tell(alone(LONDON), cheapHour).home, LONDON);
      const oslo = { location_timezone: 'Europe/Oslo', currency_code: 'NOK', data: cheapHour };
      assert.deepEqual(tell(alone(LONDON), { ...oslo, live_mode: true }).home, {
        timezone: 'Europe/Oslo',
        currency: 'NOK',
        live: true,
      });
      assert.equal(tell(alone(), oslo).home?.live, true, 'a message is no sample');
    });

    it('need a zone and a currency', () => {
      const told = { location_timezone: 'Europe/Oslo', currency_code: 'NOK', data: cheapHour };
      for (const [missing, detail] of [
        ['location_timezone', 'location_timezone'],
        ['currency_code', 'currency_code'],
      ] as const)
        assert.throws(() => tell(alone(), { ...told, [missing]: undefined }), {
          code: 'bad_input',
          detail,
        });
      assert.throws(() => tell(alone(), { ...told, location_timezone: 'Oslo' }), {
        code: 'bad_input',
        detail: 'location_timezone',
      });
    });

    it('stay in the currency of the first message', () => {
      const rates = tell(alone(), {
        location_timezone: 'Europe/Oslo',
        currency_code: 'NOK',
        data: cheapHour,
      });
      assert.throws(() => tell(rates, { currency_code: 'SEK', data: cheapHour }), {
        code: 'bad_input',
        detail: 'currency_code',
      });
      assert.equal(tell(rates, cheapHour).home?.currency, 'NOK');
    });
  });

  it('are not those of another direction, location or currency', () => {
    for (const [field, detail] of [
      ['direction', 'direction'],
      ['location_id', 'location_id'],
      ['currency_code', 'currency_code'],
    ] as const)
      assert.throws(
        () => tell(mixed({ location: 'loc_1' }), { [field]: 'other', data: cheapHour }),
        { code: 'bad_input', detail },
      );
    assert.doesNotThrow(() => tell(mixed(), { location_id: 'any', data: cheapHour }));
  });

  it('are changed by no empty list', () => {
    const account = accountOf();
    const rates = tell(mixed({ account }), []);
    assert.equal(rates.series, account.series);
    assert.equal(rates.answered, true);
    assert.equal(tell(mixed({ account: undefined, home: LONDON }), []).answered, false);
  });

  it('keep carbon and confidence of both', () => {
    const account = accountOf({ series: [slot(NOW, NOW + HOUR, 0.3, { carbon: 9 })] });
    const told = { from: NOW + HOUR, to: NOW + 2 * HOUR, value: 0.1, confidence: 0.5, carbon: 7 };
    assert.deepEqual(
      tell(mixed({ account }), [told]).series.map((slot) => [slot.confidence, slot.carbon]),
      [
        [1, 9],
        [0.5, 7],
      ],
    );
  });
});
