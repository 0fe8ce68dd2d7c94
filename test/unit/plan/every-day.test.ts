import assert from 'node:assert/strict';
import { plan } from '../../../src/plan/plan';
import { bruteForce } from './brute-force';
import { drawn, hours, type Fields } from './drawing';

/** Every day of so many hours that these prices can make. */
function days(count: number, prices: readonly string[]): string[] {
  if (count === 1) return [...prices];
  return days(count - 1, prices).flatMap((day) => prices.map((price) => `${day} ${price}`));
}

function same(prices: string, fields: Fields): void {
  const request = drawn.request(prices, fields);
  const { runs, shortfall, broken } = plan(request);
  const told = () => `${prices} ${JSON.stringify(fields)}`;
  assert.deepEqual(
    { told: told(), runs, shortfall, broken },
    {
      told: told(),
      ...bruteForce(request, drawn.HOUR),
    },
  );
}

describe('plan of every short day is that of brute force', function () {
  this.timeout(60_000);

  it('for any need, where many hours cost the same', () => {
    const long = [
      '1 2 2 1 2 1 2 2 2',
      '2 . 2 2 . 1 2 . 2',
      '2 2 . 2 . 2 2 2 . 2',
      '. 2 1 . 2 2 1 2',
    ];
    for (const prices of [...days(4, ['1', '2', '.']), ...long])
      for (let need = 0; need <= prices.split(' ').length; need++)
        for (const prefer of ['early', 'late'] as const)
          for (const block of [false, true]) same(prices, { rule: hours(need, block), prefer });
  });

  const mixed = ['1 . 1 1', '1 1 . 1', '1 2 2 1 2', '2 1 1 2 1', '1 2 1 2 1'];
  const needs = [hours(2), hours(3), hours(2, true)];
  const passing = { kind: 'threshold', limit: 1 } as const;
  const limits: Partial<Fields>[] = [
    { minRun: 2 },
    { minPause: 2 },
    { maxPause: 1 },
    { minRun: 2, maxPause: 2 },
    { maxRuns: 0 },
    { minPause: 1, maxRuns: 1 },
  ];
  const before: Partial<Fields>[] = [
    {},
    { before: [true, 1] },
    { before: [true, 3, 1] },
    { before: [false, 1] },
  ];
  for (const limit of limits)
    it(`under ${JSON.stringify(limit)}, whatever went on before`, () => {
      for (const prices of [...days(4, ['1', '2']), ...mixed])
        for (const rule of limit.maxPause === undefined ? [...needs, passing] : needs)
          for (const fields of before)
            for (const prefer of ['early', 'late'] as const)
              same(prices, { rule, ...limit, ...fields, prefer });
    });
});
