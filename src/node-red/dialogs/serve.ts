import type { NodeAPI } from 'node-red';
import type { Account } from '../account/account';
import { leaseDraft, type Draft } from './draft';
import { troubleOf } from './trouble';
import { Gate } from './gate';
import { choices, testConnection } from './report';
import { hostOf } from '../host';

/** What is used of a web framework's request and response. */
interface Request {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}
interface Response {
  on(event: 'close', listener: () => void): unknown;
  set(name: string, value: string): unknown;
  status(code: number): { json(body: object): unknown };
}

type Ask = (account: Account, signal: AbortSignal) => Promise<object>;

const STATUS: Readonly<Record<string, number>> = { not_deployed: 404, busy: 429 };
const REFUSED = 422;

/**
 * Answers what the dialogs of the editor ask: whether an account works, and which locations it has. Replies hold no
 * secret and of an error only its code and sentence.
 */
export function serveDialogs(RED: NodeAPI): void {
  const gate = new Gate(hostOf(RED));

  async function answer(id: unknown, draft: Draft, ask: Ask, signal: AbortSignal): Promise<object> {
    const { account, release } = leaseDraft(RED, id, draft);
    try {
      return await gate.pass(() => ask(account, signal));
    } finally {
      release();
    }
  }

  const serve =
    (draftOf: (request: Request) => Draft, ask: Ask) =>
    (request: Request, response: Response): void => {
      const leaving = new AbortController();
      response.on('close', () => leaving.abort());
      response.set('Cache-Control', 'no-store');
      void answer(request.params['id'], draftOf(request), ask, leaving.signal).then(
        (body) => response.status(200).json(body),
        (error: unknown) => {
          const trouble = troubleOf(RED, error);
          response.status(STATUS[trouble.code] ?? REFUSED).json(trouble);
        },
      );
    };

  RED.httpAdmin.get(
    '/flatpeak/accounts/:id/locations',
    RED.auth.needsPermission('flatpeak.read'),
    serve(({ query }) => ({ source: query['source'] }), choices),
  );
  RED.httpAdmin.post(
    '/flatpeak/accounts/:id/test',
    RED.auth.needsPermission('flatpeak.write'),
    serve(
      ({ body }) => (typeof body === 'object' && body !== null ? body : {}),
      (account, signal) => testConnection(RED, account, signal),
    ),
  );
}
