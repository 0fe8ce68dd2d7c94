import type { Call } from './call';
import { invalid, notFound } from './refusal';

const DEFAULT_LIMIT = 30;
const MAX_LIMIT = 100;

/** One page of `items`, which are in the order of the list, newest first. */
export function page<T extends { readonly id: string }>(
  url: string,
  items: readonly T[],
  query: Call['query'],
): { object: 'list'; url: string; has_more: boolean; data: readonly T[] } {
  const limit = limitOf(query['limit']);
  const { starting_after: after, ending_before: before } = query;
  if (after !== undefined && before !== undefined) {
    throw invalid('cursor_invalid', 'starting_after and ending_before exclude each other.');
  }
  if (before !== undefined) {
    const end = place(items, before);
    const start = Math.max(0, end - limit);
    return { object: 'list', url, has_more: start > 0, data: items.slice(start, end) };
  }
  const start = after === undefined ? 0 : place(items, after) + 1;
  const end = start + limit;
  return { object: 'list', url, has_more: end < items.length, data: items.slice(start, end) };
}

function place(items: readonly { readonly id: string }[], id: string): number {
  const found = items.findIndex((item) => item.id === id);
  if (found < 0) throw notFound();
  return found;
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_LIMIT) {
    throw invalid('limit_invalid', 'limit must be a whole number from 1 to 100.');
  }
  return limit;
}
