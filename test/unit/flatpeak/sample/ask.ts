import assert from 'node:assert/strict';
import { SAMPLE_ACCOUNT_ID, SAMPLE_API_KEY } from '../../../../src/flatpeak/sample/credentials';
import { respond } from '../../../../src/flatpeak/sample/respond';
import { utcSeconds } from '../../../../src/time/instant';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A Wednesday in summer, well after both times of publication. */
export const NOW = Date.parse('2026-07-15T18:30:10Z');

export const ZERO = '2024-08-24.zero';
export const ANODE = '2025-09-14.anode';
export const BUSBAR = '2026-01-01.busbar';

export const BASIC = `Basic ${Buffer.from(`${SAMPLE_ACCOUNT_ID}:${SAMPLE_API_KEY}`).toString('base64')}`;

/** Whatever JSON.parse gave; tests say what they expect of it. */
export type Json = Record<string, ReturnType<typeof JSON.parse>>;

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Json;
}

export interface Asking {
  method?: string;
  query?: Record<string, string>;
  version?: string;
  body?: unknown;
  now?: number;
}

/** Logs in and asks, as a client would. */
export function ask(path: string, asking: Asking = {}): Answer {
  const { method = 'GET', query = {}, version, body, now = NOW } = asking;
  const login = parsed(respond('GET', '/login', {}, { authorization: BASIC }, undefined, now));
  const headers: Record<string, string> = { authorization: `Bearer ${login.body['bearer_token']}` };
  if (version !== undefined) headers['flatpeak-version'] = version;
  const content = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return parsed(respond(method, path, query, headers, content, now));
}

export interface RateSlot {
  from: number;
  to: number;
  rate: number;
  confidence: number;
  carbon?: { intensity: number; relative: number; confidence: number };
}

/** The slots of a rates reply, which must be one. */
export function slots(
  home: string,
  from: number,
  to: number,
  { now = NOW, direction = 'IMPORT' } = {},
): RateSlot[] {
  const { status, body } = ask(`/tariffs/rates/loc_sample_${home}`, {
    now,
    query: {
      start_time: utcSeconds(from),
      end_time: utcSeconds(to),
      direction,
      include_tariff: 'true',
      include_carbon: 'true',
    },
  });
  assert.equal(status, 200, body['message']);
  return body['data'].map((slot: Json) => ({
    from: Date.parse(slot['valid_from']),
    to: Date.parse(slot['valid_to']),
    rate: slot['tariff'].rate,
    confidence: slot['tariff'].confidence,
    carbon: slot['carbon'],
  }));
}

export function parsed(reply: {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}): Answer {
  return { ...reply, body: JSON.parse(reply.body) };
}

/** Fails with the path of the first property that is missing or of another type. */
export function assertShape(value: Json, shape: Record<string, string>, name = ''): void {
  for (const [path, type] of Object.entries(shape)) {
    const found = path.split('.').reduce<Json | undefined>((at, key) => at?.[key], value);
    assert.equal(Array.isArray(found) ? 'array' : typeof found, type, `${name} ${path}`);
  }
}

export const ISO_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
