import { FlatPeakError } from './errors';

/** The header that chooses a generation; none for an empty text, which leaves the choice to the account. */
export function versionHeader(version: unknown): Record<string, string> {
  if (typeof version !== 'string' || !/^[\x20-\x7e]{0,64}$/.test(version))
    throw new FlatPeakError('bad_input', { detail: 'version' });
  return version.trim() === '' ? {} : { 'flatpeak-version': version.trim() };
}
