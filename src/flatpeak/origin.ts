import { FlatPeakError } from './errors';

/** The one server of FlatPeak's API. */
export const FLATPEAK = 'https://api.flatpeak.com';

// Judged before parsing, because URL() repairs what should be refused: blanks, backslashes, "https:host".
const BARE = /^https?:\/\/[^\s\\/?#@]+\/?$/i;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** The origin of a base URL: https, or plain http to this very machine; no user, path, query or fragment. */
export function checkedOrigin(baseUrl: unknown): string {
  const url = typeof baseUrl === 'string' && BARE.test(baseUrl) ? parsed(baseUrl) : undefined;
  if (url && (url.protocol === 'https:' || isLoopback(url))) return url.origin;
  throw new FlatPeakError('bad_input', { detail: 'base_url' });
}

export function isLoopback(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
