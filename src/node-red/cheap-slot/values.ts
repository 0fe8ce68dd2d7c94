import { FlatPeakError } from '../../flatpeak/errors';
import { asNumber, isBlank } from '../fields';

/** What a dialog's fields say, by their names, once the environment has been asked. */
export type Values = Readonly<Record<string, unknown>>;

export interface Range {
  readonly least?: number;
  readonly most?: number;
  /** Least and most themselves are out. */
  readonly above?: number;
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Refuses a field by its name. */
export function refuse(name: string): never {
  throw new FlatPeakError('bad_input', { detail: name });
}

/** One of a list's words; blank is the first. */
export function wordIn<T extends string>(values: Values, name: string, words: readonly T[]): T {
  const value = values[name];
  const [usual] = words;
  if (isBlank(value) && usual !== undefined) return usual;
  return words.find((word) => word === value) ?? refuse(name);
}

/** A number that must be given. */
export function numberIn(values: Values, name: string, range: Range = {}): number {
  const number = asNumber(values[name], name);
  const { least = -Infinity, most = Infinity, above = -Infinity } = range;
  return number >= least && number <= most && number > above ? number : refuse(name);
}

/** A number, or `undefined` where the field is blank: blank is not 0. */
export function optionalIn(values: Values, name: string, range?: Range): number | undefined {
  return isBlank(values[name]) ? undefined : numberIn(values, name, range);
}

/** A local time, `HH:MM`, that must be given. */
export function clockIn(values: Values, name: string): string {
  const value = values[name];
  const text = typeof value === 'string' ? value.trim() : '';
  return CLOCK.test(text) ? text : refuse(name);
}
