import * as fc from 'fast-check';
import type { PlanRequest, Rule, Slot } from '../../../src/plan/types';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const BASE = Date.UTC(2026, 2, 28, 22);

/** At most 5 decimals, with many ties, below and above zero. */
export const value: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -1, max: 3 }).map((tenths) => tenths / 10),
  fc.integer({ min: -100_000, max: 200_000 }).map((units) => units / 100_000),
);

/** A request on cells of one length that brute force can search through. */
export interface Case {
  step: number;
  request: PlanRequest;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

function ruleOn(step: number, cells: number): fc.Arbitrary<Rule> {
  return fc.oneof(
    { weight: 4, arbitrary: duration(step, cells) },
    { weight: 1, arbitrary: value.map((limit): Rule => ({ kind: 'threshold', limit })) },
    {
      weight: 1,
      arbitrary: fc
        .integer({ min: -40, max: 120 })
        .map((percent): Rule => ({ kind: 'average', percent })),
    },
  );
}

function duration(step: number, cells: number): fc.Arbitrary<Rule> {
  return fc
    .record({
      cells: fc.nat(cells + 1),
      continuous: fc.constantFrom(undefined, false, true, false),
    })
    .map(({ cells: count, continuous }): Rule => ({
      kind: 'duration',
      duration: count * step,
      ...(continuous === undefined ? {} : { continuous }),
    }));
}

/** Without the fields that are `undefined`. */
export function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** Slots of one to three cells with gaps, now and then one over others, in any order. */
function slotsOn(step: number, cells: number): fc.Arbitrary<Slot[]> {
  const tiled = fc.array(
    fc.record({
      length: fc.constantFrom(1, 1, 2, 3),
      value,
      gap: fc.constantFrom(0, 0, 0, 0, 0, 1),
    }),
    { minLength: cells, maxLength: cells },
  );
  const extra = fc.record({ from: fc.nat(cells), value });
  return fc
    .tuple(tiled, fc.array(extra, { maxLength: 1 }), fc.boolean())
    .map(([parts, over, flip]) => {
      let at = BASE - step;
      const slots = parts.map(({ length, value, gap }, index): Slot => {
        const from = at + gap * step;
        // An edge after the first cell makes the cell the step of the planner's grid.
        at = from + (index < 2 ? 1 : length) * step;
        return { from, to: at, value };
      });
      if (flip) slots.reverse();
      return [
        ...slots,
        ...over.map(({ from, value }) => ({
          from: BASE + from * step,
          to: BASE + (from + 1) * step,
          value,
        })),
      ];
    });
}

/** Everything `plan` knows, on at most `most` cells. */
export function caseOn(most: number, constrained: boolean): fc.Arbitrary<Case> {
  return fc
    .tuple(
      fc.constantFrom(5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR),
      fc.integer({ min: 0, max: most }),
    )
    .chain(([step, cells]) => {
      const length = (max: number) => fc.integer({ min: 0, max }).map((count) => count * step);
      return fc
        .record({
          slots: slotsOn(step, cells),
          rule: ruleOn(step, cells),
          seek: maybe(fc.constantFrom('lowest' as const, 'highest' as const)),
          prefer: maybe(fc.constantFrom('early' as const, 'late' as const)),
          neverAbove: fc.option(value, { nil: undefined, freq: 2 }),
          alwaysBelow: fc.option(value, { nil: undefined, freq: 2 }),
          minRun: constrained ? maybe(length(4)) : fc.constant(undefined),
          minPause: constrained ? maybe(length(4)) : fc.constant(undefined),
          maxPause: constrained ? maybe(length(6)) : fc.constant(undefined),
          maxRuns: constrained ? maybe(fc.nat(3)) : fc.constant(undefined),
          before: maybe(
            fc.record({
              on: fc.boolean(),
              since: fc.integer({ min: 0, max: 5 * 60 }).map((m) => BASE - (m * step) / 60),
              starts: fc.nat(3),
            }),
          ),
        })
        .map((fields) => ({
          step,
          request: sensible({ ...defined(fields), start: BASE, end: BASE + cells * step }),
        }));
    });
}

/** Drops what `plan` would refuse. */
function sensible(request: PlanRequest): PlanRequest {
  const { rule, seek, neverAbove, alwaysBelow } = request;
  const spent = rule.kind === 'duration' || rule.kind === 'share';
  const result = { ...request };
  const sign = seek === 'highest' ? -1 : 1;
  if (!spent) delete result.maxPause;
  if (rule.kind === 'duration' && rule.continuous) delete result.alwaysBelow;
  if (
    neverAbove !== undefined &&
    alwaysBelow !== undefined &&
    sign * alwaysBelow > sign * neverAbove
  )
    delete result.alwaysBelow;
  return result;
}
