import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { LocationStatus } from '../../../src/flatpeak/wire';
import { statusMessage, type Say } from '../../../src/messages/status-problems';
import { DAY } from '../../../src/time/duration';
import { runs } from '../../support/runs';

const NOW = Date.parse('2026-03-28T12:00:00Z');
const say: Say = (key, params = {}) => [key, ...Object.values(params).filter(Boolean)].join('|');

function look(tariff_status: object, direction: 'IMPORT' | 'EXPORT' = 'IMPORT', contractDays = 14) {
  const status = { tariff_status } as LocationStatus;
  return statusMessage(status, { direction, now: NOW, contractDays }, say);
}

const SUPPLIER = { provider: { display_name: 'Octopus & Söhne' } };
const ends = (contract_end_date: string) => ({ tariff: { contract_end_date } });
const CONNECTED = { status: 'CONNECTED' };

describe('the problems of a location', () => {
  for (const [what, status, direction, expected] of [
    ['connected', { commodity_import: CONNECTED }, 'IMPORT', []],
    [
      'not connected',
      { commodity_import: { status: 'NOT_CONNECTED' } },
      'IMPORT',
      [
        ['commodity_import', 'NOT_CONNECTED', null],
        'problem.not-connected|category.commodity_import',
      ],
    ],
    [
      'not connected, shown with empty texts',
      {
        commodity_import: {
          status: 'NOT_CONNECTED',
          connection_type: '',
          provider: { id: '', display_name: '' },
          tariff: { contract_end_date: '' },
        },
      },
      'IMPORT',
      [
        ['commodity_import', 'NOT_CONNECTED', null],
        'problem.not-connected|category.commodity_import',
      ],
    ],
    [
      'not named at all',
      {},
      'EXPORT',
      [
        ['commodity_export', 'NOT_CONNECTED', null],
        'problem.not-connected|category.commodity_export',
      ],
    ],
    [
      'null',
      { commodity_import: null },
      'IMPORT',
      [
        ['commodity_import', 'NOT_CONNECTED', null],
        'problem.not-connected|category.commodity_import',
      ],
    ],
    [
      'not connected in the other direction',
      { commodity_import: CONNECTED, commodity_export: { status: 'NOT_CONNECTED' } },
      'IMPORT',
      [],
    ],
    ['not supported', { commodity_import: { status: 'NOT_SUPPORTED' } }, 'IMPORT', []],
    ['of a state nobody knows', { commodity_import: { status: 'NEW' } }, 'IMPORT', []],
    [
      'an error of the grid fee',
      { commodity_import: CONNECTED, non_commodity_import: { status: 'ERROR', ...SUPPLIER } },
      'IMPORT',
      [
        ['non_commodity_import', 'ERROR', 'Octopus & Söhne'],
        'problem.error|category.non_commodity_import (Octopus & Söhne)',
      ],
    ],
    [
      'an error in the other direction',
      { commodity_import: CONNECTED, commodity_export: { status: 'ERROR' } },
      'IMPORT',
      [['commodity_export', 'ERROR', null], 'problem.error|category.commodity_export'],
    ],
    [
      'an error of a contract that ended',
      { commodity_import: { status: 'ERROR', ...ends('2024-01-01T00:00:00Z') } },
      'IMPORT',
      [['commodity_import', 'ERROR', null], 'problem.error|category.commodity_import'],
    ],
    [
      'a contract that ends',
      { commodity_import: { ...CONNECTED, ...SUPPLIER, ...ends('2026-04-05T00:00:00+02:00') } },
      'IMPORT',
      [
        ['commodity_import', 'CONNECTED', 'Octopus & Söhne'],
        'problem.ending|category.commodity_import (Octopus & Söhne)|2026-04-05',
      ],
    ],
    [
      'a contract that ended',
      { commodity_import: { ...CONNECTED, ...ends('2026-03-28T12:00:00Z') } },
      'IMPORT',
      [
        ['commodity_import', 'CONNECTED', null],
        'problem.ended|category.commodity_import|2026-03-28',
      ],
    ],
    [
      'a contract that ends later',
      { commodity_import: { ...CONNECTED, ...ends('2026-05-01T00:00:00Z') } },
      'IMPORT',
      [],
    ],
    [
      'a contract that ends at no time',
      { commodity_import: { ...CONNECTED, ...ends('soon') } },
      'IMPORT',
      [],
    ],
  ] as const) {
    it(`tells of a tariff that is ${what}`, () => {
      const problems = look(status, direction).problems.flatMap(
        ({ category, status, provider, message }) => [[category, status, provider], message],
      );
      assert.deepEqual(problems, expected);
    });
  }

  it('counts as connected only what is, in the chosen direction', () => {
    const status = { commodity_import: CONNECTED, commodity_export: { status: 'ERROR' } };
    assert.equal(look(status, 'IMPORT').connected, true);
    assert.equal(look(status, 'EXPORT').connected, false);
    assert.equal(look({}, 'EXPORT').connected, false);
  });

  it('hands out a copy', () => {
    const status = { tariff_status: { commodity_import: CONNECTED } };
    const question = { direction: 'IMPORT', now: NOW, contractDays: 14 } as const;
    const { payload } = statusMessage(status, question, say);
    assert.deepEqual(payload, status);
    assert.notEqual(payload.tariff_status, status.tariff_status);
  });

  it('does not take silence for "not connected"', () => {
    const question = { direction: 'IMPORT', now: NOW, contractDays: 14 } as const;
    for (const status of [{}, { tariff_status: null }]) {
      assert.throws(() => statusMessage(status, question, say), {
        code: 'bad_response',
        detail: 'tariff_status',
      });
    }
  });

  it('finds a contract a problem exactly within the days given', () => {
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 400 }), fc.nat(400), (hours, days) => {
        const end = new Date(NOW + hours * (DAY / 24)).toISOString();
        const { problems } = look(
          { commodity_import: { ...CONNECTED, ...ends(end) } },
          'IMPORT',
          days,
        );
        assert.equal(problems.length, hours <= days * 24 ? 1 : 0);
      }),
      { numRuns: runs(1_000), seed: 11 },
    );
  });
});
