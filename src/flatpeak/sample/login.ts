import { SAMPLE_ACCOUNT_ID, SAMPLE_API_KEY } from './credentials';
import { fingerprint } from './noise';
import { badCredentials } from './refusal';

/** Seconds. */
const LIFETIME = 3600;

const BASIC = `Basic ${Buffer.from(`${SAMPLE_ACCOUNT_ID}:${SAMPLE_API_KEY}`).toString('base64')}`;

export function login(authorization: string | undefined, now: number): object {
  if (authorization !== BASIC) throw badCredentials();
  const expires = Math.floor(now / 1000) + LIFETIME;
  return { bearer_token: token(expires), expires_in: LIFETIME, live_mode: false };
}

/** Refuses whatever is not a token of ours that is still valid. */
export function authorise(authorization: string | undefined, now: number): void {
  const given = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '';
  const payload = Buffer.from(given.split('.')[1] ?? '', 'base64url').toString();
  const expires = Number(/"exp":(\d+)/.exec(payload)?.[1] ?? 0);
  if (given !== token(expires) || now >= expires * 1000) throw badCredentials();
}

/** Looks like FlatPeak's and carries its own expiry, so that nothing has to be remembered between requests. */
function token(expires: number): string {
  const head = base64url({ alg: 'none', typ: 'JWT' });
  const payload = base64url({
    iss: 'sample',
    account_id: SAMPLE_ACCOUNT_ID,
    live_mode: false,
    exp: expires,
  });
  return `${head}.${payload}.${fingerprint(payload)}`;
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
