import { FlatPeakError } from './errors';

// oxlint-disable-next-line no-control-regex -- control characters are what must not reach a header
const CONTROL = /[\u0000-\u001f\u007f]/;
const LONGEST = 1024;

/** The value of the Authorization header of a login. Refuses what could not be a credential, naming the field. */
export function basicHeader(accountId: unknown, apiKey: unknown): string {
  const account = checked(accountId, 'account_id');
  // RFC 7617: the first colon ends the user name.
  if (account.includes(':')) throw new FlatPeakError('bad_input', { detail: 'account_id' });
  return `Basic ${Buffer.from(`${account}:${checked(apiKey, 'api_key')}`).toString('base64')}`;
}

function checked(value: unknown, name: string): string {
  if (typeof value === 'string' && isUsable(value)) return value;
  throw new FlatPeakError('bad_input', { detail: name });
}

function isUsable(text: string): boolean {
  return text.trim() !== '' && text.length <= LONGEST && !CONTROL.test(text);
}
