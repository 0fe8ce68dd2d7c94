import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HOUR, SECOND } from '../../src/time/duration';
import { FlowBench } from '../support/flow-bench';
import { startSampleServer, type ServedRequest } from '../support/sample-server';
import { SimHost } from '../support/sim-host';

/** Real price days, replayed: every message of a switch is compared with an independent scan of the file. */
const FOLDER = join(
  process.env['FLATPEAK_SHARED'] ?? resolve(__dirname, '../../../shared'),
  'data/prices',
);

interface PriceDay {
  id: string;
  zone: string;
  slots: { start: string; end: string; price: number }[];
}

interface Said {
  at: string;
  port: number;
  payload: unknown;
  reason: unknown;
  rate: number | null;
  until: string | null;
  repeat: boolean;
}

const iso = (at: number): string => new Date(at).toISOString();

/** The file as instants and prices; where slots overlap the later one in the list holds. */
function prices({ slots }: PriceDay): {
  edges: number[];
  at: (instant: number) => number | undefined;
} {
  const parsed = slots.map(({ start, end, price }) => ({
    from: Date.parse(start),
    to: Date.parse(end),
    price,
  }));
  const edges = [...new Set(parsed.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  return {
    edges,
    at: (instant) => parsed.findLast(({ from, to }) => from <= instant && instant < to)?.price,
  };
}

/** What a switch must say from `start` on, worked out edge by edge from the file alone. */
function scan(day: PriceDay, threshold: number, start: number): Said[] {
  const { edges, at } = prices(day);
  const isOn = (instant: number): boolean => (at(instant) ?? Infinity) <= threshold;
  const moments = [
    start,
    start + 15 * SECOND,
    start + 60 * SECOND,
    ...edges.filter((edge) => edge > start),
  ];
  const said: Said[] = [];
  let before: { on: boolean; known: boolean } | undefined;
  for (const moment of [...new Set(moments)].sort((a, b) => a - b)) {
    const on = isOn(moment);
    const price = at(moment);
    const known = price !== undefined;
    const again = moment === start + 15 * SECOND || moment === start + 60 * SECOND;
    const lost = before?.known === true && !known;
    if (!before || before.on !== on || again || lost) {
      const next = edges.find((edge) => edge > moment && isOn(edge) !== on);
      said.push({
        at: iso(moment),
        port: on ? 1 : 2,
        payload: on,
        reason: known ? (on ? 'below_threshold' : 'above_threshold') : 'fallback',
        rate: price ?? null,
        until: next === undefined ? null : iso(next),
        repeat: before !== undefined && before.on === on,
      });
    }
    before = { on, known };
  }
  return said;
}

/** The value of a slot itself, one between slots, one that always and one that never passes, and one below zero. */
function thresholds({ slots }: PriceDay): number[] {
  const sorted = slots.map(({ price }) => price).sort((a, b) => a - b);
  const part = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] as number;
  const lowest = part(0);
  const below = lowest < 0 ? [lowest, lowest / 2] : [];
  return [
    ...new Set([
      part(0.5),
      part(0.2),
      (part(0.3) + part(0.4)) / 2 + 1e-7,
      part(1),
      lowest - 0.001,
      ...below,
    ]),
  ];
}

/** FlatPeak's rates call over the file, clipped to the request as FlatPeak does. */
function ratesOf(day: PriceDay, { query, path }: ServedRequest, now: number): object {
  const [start, end] = [
    Date.parse(query['start_time'] as string),
    Date.parse(query['end_time'] as string),
  ];
  const data = day.slots.flatMap((slot) => {
    const from = Math.max(Date.parse(slot.start), start);
    const to = Math.min(Date.parse(slot.end), end);
    const tariff = { rate: slot.price, confidence: 1 };
    return from < to ? [{ valid_from: iso(from), valid_to: iso(to), tariff }] : [];
  });
  return {
    id: 'rts_1',
    object: 'tariff_rate',
    live_mode: true,
    location_id: path.split('/').at(-1),
    location_timezone: day.zone,
    currency_code: 'EUR',
    direction: query['direction'],
    last_updated: iso(now),
    next_update: iso(now + 6 * HOUR),
    request: query,
    account_id: 'acc_live',
    data,
  };
}

async function replay(
  day: PriceDay,
  limits: number[],
  start: number,
  end: number,
): Promise<Said[][]> {
  const host = new SimHost(start);
  const server = await startSampleServer({
    now: () => host.now(),
    before: (request) => {
      if (request.path === '/login') {
        const authorised = request.headers['authorization'] === `Basic ${btoa('acc_live:sk_live')}`;
        return authorised
          ? { status: 200, body: { bearer_token: 'token', expires_in: 3600, live_mode: true } }
          : { status: 403 };
      }
      if (request.headers['authorization'] !== 'Bearer token') return { status: 403 };
      return { status: 200, body: ratesOf(day, request, host.now()) };
    },
  });
  const said: Said[][] = limits.map(() => []);
  const bench = await FlowBench.start(
    host,
    [
      { id: 'account', type: 'flatpeak-account', baseUrl: server.url },
      ...limits.map((threshold, i) => ({
        id: `slot${i}`,
        type: 'flatpeak-cheap-slot',
        account: 'account',
        location: 'loc_real',
        direction: 'IMPORT',
        threshold: String(threshold),
        thresholdType: 'num',
        outputs: 3,
      })),
    ],
    { account: { account_id: 'acc_live', api_key: 'sk_live' } },
  );
  limits.forEach((_, i) => {
    for (const port of [1, 2]) {
      bench
        .node(`slot${i}.${port}`)
        .on('input', (message: { [key: string]: unknown; slot: { value: number } | null }) => {
          said[i]?.push({
            at: iso(host.now()),
            port,
            payload: message['payload'],
            reason: message['reason'],
            rate: message.slot?.value ?? null,
            until:
              message['until'] === undefined ? null : iso(Date.parse(message['until'] as string)),
            repeat: message['repeat'] as boolean,
          });
        });
    }
  });
  await host.advanceTo(end);
  await FlowBench.stop();
  await server.close();
  return said;
}

describe('price days', function () {
  this.timeout(60_000);
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json'))) {
    const day = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as PriceDay;
    const { edges } = prices(day);
    const [first, last] = [edges[0] as number, edges.at(-1) as number];
    const limits = thresholds(day);
    for (const [what, start] of [
      ['from its first instant', first],
      ['from the middle of a slot', first + 7 * 60 * SECOND],
    ] as const) {
      it(`${day.id} ${what}, thresholds ${limits.join(', ')}`, async () => {
        const said = await replay(day, limits, start, last + 2 * HOUR);
        limits.forEach((threshold, i) => {
          assert.deepEqual(said[i], scan(day, threshold, start), `threshold ${threshold}`);
        });
      });
    }
  }
});
