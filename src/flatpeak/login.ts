import type { Expected } from './exchange';
import type { Grant } from './policy/token';
import { Failure, type Verdict } from './policy/verdict';
import { schemas, shaped } from './wire';

export function loginReply(maxBody: number): Expected<Grant> {
  return {
    maxBody,
    proof: false,
    read(json) {
      const { bearer_token, expires_in, live_mode } = shaped(schemas().login, json);
      return { bearer: bearer_token, expiresIn: expires_in, live: live_mode };
    },
  };
}

/** At the login a refusal is about the credentials, and what would mean a bad request elsewhere a wrong address. */
export function loginFailure(error: unknown): unknown {
  if (!(error instanceof Failure)) return error;
  const { verdict } = error;
  if (verdict.code === 'forbidden') return new Failure({ ...verdict, code: 'auth' });
  if (verdict.line === 'fine' && verdict.code !== 'account_disabled')
    return new Failure({ ...verdict, code: 'bad_response', detail: 'login' } satisfies Verdict);
  return error;
}
