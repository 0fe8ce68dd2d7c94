import type { HttpReply } from '../transport';
import { generationOf, type Call, type Generation } from './call';
import { event, events } from './events';
import { location, locations } from './locations';
import { authorise, login } from './login';
import { prices } from './prices';
import { rates } from './rates';
import { notFound, Refusal } from './refusal';
import { status } from './status';

interface Route {
  readonly method: string;
  /** Its group, where there is one, is the id. */
  readonly path: RegExp;
  readonly answer: (call: Call) => object;
  /** The only generation that has this call. */
  readonly only?: Generation;
}

const ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/locations$/, answer: locations },
  { method: 'GET', path: /^\/locations\/([^/]+)$/, answer: location },
  { method: 'GET', path: /^\/locations\/([^/]+)\/status$/, answer: status },
  { method: 'GET', path: /^\/tariffs\/rates\/([^/]+)$/, answer: rates, only: 'zero' },
  { method: 'POST', path: /^\/prices\/([^/]+)$/, answer: prices, only: 'anode' },
  { method: 'POST', path: /^\/prices$/, answer: prices, only: 'busbar' },
  { method: 'GET', path: /^\/events$/, answer: events },
  { method: 'GET', path: /^\/events\/([^/]+)$/, answer: event },
];

/**
 * Answers as FlatPeak would, for the homes of the sample account. Pure: the same request at the same instant (`now`,
 * epoch ms UTC) has the same reply. Header names are lower-case on both sides; everything says `live_mode: false`.
 */
export function respond(
  method: string,
  path: string,
  query: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
  now: number,
): HttpReply {
  try {
    if (method === 'GET' && path === '/login') {
      return reply(200, login(headers['authorization'], now), now);
    }
    authorise(headers['authorization'], now);
    const generation = generationOf(headers['flatpeak-version']);
    return reply(200, answer(method, path, { query, body, generation, now }), now);
  } catch (error) {
    if (error instanceof Refusal) return reply(error.status, error.body(now), now);
    throw error;
  }
}

function answer(method: string, path: string, request: Omit<Call, 'id'>): object {
  for (const route of ROUTES) {
    const match = route.path.exec(path);
    if (!match || route.method !== method) continue;
    if (route.only !== undefined && route.only !== request.generation) break;
    return route.answer({ ...request, id: match[1] ?? '' });
  }
  throw notFound();
}

function reply(status: number, body: object, now: number): HttpReply {
  const headers = { 'content-type': 'application/json', date: new Date(now).toUTCString() };
  return { status, headers, body: JSON.stringify(body) };
}
