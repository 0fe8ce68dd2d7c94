import { plan } from '../../plan/plan';
import type { Rule } from '../../plan/types';
import type { Value } from '../../plan/value';
import {
  durationOf,
  PLAIN,
  type Fallback,
  type Need,
  type Settings,
  type SettingsRule,
} from '../../switch/settings';
import { DAY, HOUR, MINUTE } from '../../time/duration';
import { clockIn, numberIn, optionalIn, refuse, wordIn, type Range, type Values } from './values';
import { asDirection, asFlag, isBlank } from '../fields';

/** Two years; a longer time is a slip. */
const MINUTES: Range = { least: 0, most: 1e6 };
const AMOUNT: Range = { above: 0, most: 1e6 };
/** Prices are never known farther ahead, and what ran is remembered for little longer. */
const LOOK_AHEAD: Range = { above: 0, most: 168 };

/**
 * What a householder chose. Fields that the chosen rule, hours or need do not ask for count for nothing; blank is not set.
 * Rejects with `bad_input` naming the field that cannot be used or contradicts another.
 */
export function settingsOf(values: Values): Settings {
  const rule = ruleOf(values);
  const settings: Settings = {
    ...PLAIN,
    direction: asDirection(values['direction'] ?? PLAIN.direction),
    rule,
    seek: wordIn(values, 'seek', ['lowest', 'highest']),
    value: valueOf(values),
    minConfidence: optionalIn(values, 'minConfidence', { least: 0, most: 1 }) ?? 0,
    ...set('neverAbove', optionalIn(values, 'neverAbove')),
    ...set('alwaysBelow', optionalIn(values, 'alwaysBelow')),
    ...set('minRun', minutesIn(values, 'minRun')),
    ...set('minPause', minutesIn(values, 'minPause')),
    ...set('maxPause', minutesIn(values, 'maxPause')),
    ...set('maxRuns', optionalIn(values, 'maxRuns', { least: 1 })),
    ...set('power', optionalIn(values, 'power', AMOUNT)),
    ...(rule.kind === 'duration' && { need: needOf(values) }),
    ...whenOf(values),
    unpriced: wordIn(values, 'unpriced', ['wait', 'go']),
    deadlineWins: asFlag(values['deadlineWins'], 'deadlineWins'),
    fallback: fallbackOf(values),
    overrideEnds: overrideEndsOf(values),
    ...set('heartbeat', minutesIn(values, 'heartbeat', { ...MINUTES, least: 1 })),
  };
  refuseContradictions(settings);
  return settings;
}

/** Whether the rates must come with their carbon intensity. */
export function wantsCarbon({ value }: Settings): boolean {
  return value.kind !== 'rate';
}

function ruleOf(values: Values): SettingsRule {
  const kind = wordIn(values, 'rule', ['threshold', 'average', 'share', 'duration']);
  switch (kind) {
    case 'threshold':
      return { kind, limit: numberIn(values, 'threshold') };
    case 'average':
      return { kind, percent: numberIn(values, 'percent') };
    case 'share':
      return { kind, share: numberIn(values, 'share') / 100 };
    case 'duration':
      return { kind, continuous: asFlag(values['continuous'], 'continuous') };
  }
}

function valueOf(values: Values): Value {
  const kind = wordIn(values, 'value', ['rate', 'carbon', 'blend']);
  if (kind !== 'blend') return { kind };
  return { kind, carbonPrice: numberIn(values, 'carbonPrice', { least: 0 }) };
}

function needOf(values: Values): Need {
  const kind = wordIn(values, 'need', ['duration', 'energy']);
  if (kind === 'duration') return { kind, duration: numberIn(values, 'duration', AMOUNT) * MINUTE };
  return {
    kind,
    energy: numberIn(values, 'energy', AMOUNT),
    power: numberIn(values, 'power', AMOUNT),
    efficiency: (optionalIn(values, 'efficiency', { above: 0, most: 100 }) ?? 90) / 100,
  };
}

/** When it may run. What is only run when asked begins then, and may have a deadline. */
function whenOf(values: Values): Pick<Settings, 'runs' | 'window' | 'readyBy' | 'lookAhead'> {
  const runs = wordIn(values, 'runs', ['every', 'asked']);
  if (runs === 'asked')
    return { runs, ...(!isBlank(values['readyBy']) && { readyBy: clockIn(values, 'readyBy') }) };
  const kind = wordIn(values, 'when', ['any', 'window', 'ready', 'ahead']);
  switch (kind) {
    case 'any':
      return { runs };
    case 'window': {
      const [from, to] = [clockIn(values, 'from'), clockIn(values, 'to')];
      return { runs, window: { from, to, ...set('days', daysOf(values)) } };
    }
    case 'ready':
      return { runs, readyBy: clockIn(values, 'readyBy') };
    case 'ahead':
      return { runs, lookAhead: numberIn(values, 'lookAhead', LOOK_AHEAD) * HOUR };
  }
}

/** ISO weekdays, written as digits: `12345` is Monday to Friday. Without the field it is every day. */
function daysOf({ days }: Values): number[] | undefined {
  if (days === undefined) return undefined;
  if (typeof days !== 'string' || !/^[1-7]{1,7}$/.test(days)) return refuse('days');
  return [...new Set(days)].map(Number);
}

function fallbackOf(values: Values): Fallback {
  const kind = wordIn(values, 'fallback', ['off', 'on', 'hours']);
  if (kind !== 'hours') return kind;
  return { from: clockIn(values, 'fallbackFrom'), to: clockIn(values, 'fallbackTo') };
}

function overrideEndsOf(values: Values): Settings['overrideEnds'] {
  const kind = wordIn(values, 'overrideEnds', ['after', 'window', 'never']);
  if (kind !== 'after') return kind;
  return minutesIn(values, 'overrideMinutes', AMOUNT) ?? PLAIN.overrideEnds;
}

function minutesIn(values: Values, name: string, range = MINUTES): number | undefined {
  const minutes = optionalIn(values, name, range);
  return minutes === undefined ? undefined : minutes * MINUTE;
}

/** A property that is only there when it has a value. */
function set<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, V>);
}

/** The planner knows best which wishes exclude each other. */
function refuseContradictions(settings: Settings): void {
  const { rule, seek, value, neverAbove, alwaysBelow } = settings;
  const { minRun, minPause, maxPause, maxRuns } = settings;
  try {
    plan({
      slots: [],
      start: 0,
      end: DAY,
      rule: planRule(settings),
      seek,
      // While carbon is kept low this one is a rate, which says nothing about grams.
      ...set('neverAbove', value.kind === 'carbon' ? undefined : neverAbove),
      ...set('alwaysBelow', alwaysBelow),
      ...set('minRun', minRun),
      ...set('minPause', minPause),
      ...set('maxPause', maxPause),
      ...set('maxRuns', maxRuns),
    });
  } catch (error) {
    const [, field] = /^(?:rule\.)?(\w+)/.exec((error as Error).message) ?? [];
    refuse(field ?? rule.kind);
  }
}

function planRule({ rule, need }: Settings): Rule {
  if (rule.kind !== 'duration') return rule;
  return { ...rule, duration: need ? durationOf(need) : 0 };
}
