import { FlatPeakError } from '../flatpeak/errors';

const PATTERN = /^[A-Za-z0-9_.*-]{1,64}$/;

/**
 * Patterns of event types, given as a list or as text with commas between them. Blank gives none.
 * Throws FlatPeakError `bad_input`.
 */
export function typePatterns(value: unknown): string[] {
  const list: unknown[] = typeof value === 'string' ? value.split(',') : asList(value);
  return list.flatMap((one) => {
    const pattern = typeof one === 'string' ? one.trim() : one;
    if (pattern === '') return [];
    if (typeof pattern === 'string' && PATTERN.test(pattern)) return [pattern];
    throw new FlatPeakError('bad_input', { detail: 'event_types' });
  });
}

function asList(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Whether an event type fits a pattern, in which `*` stands for any text. Where there is no pattern, every type fits. */
export function fitsAny(patterns: readonly string[], type: string): boolean {
  return patterns.length === 0 || patterns.some((pattern) => fits(pattern, type));
}

/** By hand, because a regular expression of many stars could take for ever. */
function fits(pattern: string, type: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return type === head;
  if (!type.startsWith(head)) return false;
  let at = head.length;
  for (const part of rest) {
    const found = type.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return type.length >= at + tail.length && type.endsWith(tail);
}
