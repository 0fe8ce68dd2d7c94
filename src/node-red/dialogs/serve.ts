import type { NodeAPI } from 'node-red';
import type { Account } from '../account/account';
import { leaseDraft, type Draft } from './draft';
import { troubleOf } from './trouble';
import { Gate } from './gate';
import { drawPlan, drawRates, type Draw } from './picture';
import { Looks } from './look';
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

/** What a request asks, and of which account. */
interface Question {
  readonly id: string;
  readonly draft: Draft;
  readonly body: object;
  readonly signal: AbortSignal;
}

const STATUS: Readonly<Record<string, number>> = { not_deployed: 404, busy: 429 };
const REFUSED = 422;
/** The dialog of a switch that lives on messages alone. */
const NO_ACCOUNT = 'none';

/**
 * Answers what the dialogs of the editor ask: whether an account works, which locations it has, and how its rates and a plan
 * look. Replies hold no secret and of an error only its code and sentence.
 */
export function serveDialogs(RED: NodeAPI): void {
  const host = hostOf(RED);
  const gate = new Gate(host);
  const looks = new Looks(host, new Gate(host));

  async function withAccount<T>(
    { id, draft }: Question,
    use: (account: Account) => Promise<T>,
  ): Promise<T> {
    const { account, release } = leaseDraft(RED, id, draft);
    try {
      return await use(account);
    } finally {
      release();
    }
  }

  const serve =
    (answer: (question: Question) => Promise<object>) =>
    (request: Request, response: Response): void => {
      const leaving = new AbortController();
      response.on('close', () => leaving.abort());
      response.set('Cache-Control', 'no-store');
      void answer(questionOf(request, leaving.signal)).then(
        (body) => response.status(200).json(body),
        (error: unknown) => {
          const trouble = troubleOf(RED, error);
          response.status(STATUS[trouble.code] ?? REFUSED).json(trouble);
        },
      );
    };

  const drawing = (draw: Draw) =>
    serve(async (question) => {
      const { id, body, signal } = question;
      const given = { RED, looks, accountId: id, sketch: body, signal };
      if (id === NO_ACCOUNT) return draw({ ...given, account: undefined });
      return withAccount(question, (account) => draw({ ...given, account }));
    });

  const [read, write] = [
    RED.auth.needsPermission('flatpeak.read'),
    RED.auth.needsPermission('flatpeak.write'),
  ];
  RED.httpAdmin.get(
    '/flatpeak/accounts/:id/locations',
    read,
    serve((question) =>
      withAccount(question, (account) => gate.pass(() => choices(account, question.signal))),
    ),
  );
  RED.httpAdmin.post(
    '/flatpeak/accounts/:id/test',
    write,
    serve((question) =>
      withAccount(question, (account) =>
        gate.pass(() => testConnection(RED, account, hasMended(question.body), question.signal)),
      ),
    ),
  );
  RED.httpAdmin.post('/flatpeak/accounts/:id/plan', write, drawing(drawPlan));
  RED.httpAdmin.post('/flatpeak/accounts/:id/rates', write, drawing(drawRates));
}

/** Lists name their account by a query, everything else in the body. */
function questionOf({ params, query, body: given }: Request, signal: AbortSignal): Question {
  const body = typeof given === 'object' && given !== null ? given : {};
  const { account = body } = body as { account?: object };
  const draft = { source: query['source'], ...account };
  return { id: params['id'] ?? '', draft, body, signal };
}

/** Whoever presses the button has probably just mended something. */
function hasMended(body: object): boolean {
  return (body as { mended?: unknown }).mended === true;
}
