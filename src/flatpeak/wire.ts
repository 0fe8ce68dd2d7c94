import type { BaseIssue, GenericSchema, InferOutput } from 'valibot';
import { lazy } from '../time/lazy';
import { Failure, misshapen } from './policy/verdict';

/**
 * FlatPeak's replies as its documentation shows them. It mixes three generations, so only what we cannot do without is
 * required; unknown fields pass through.
 */
export const schemas = lazy(() => {
  const v = require('valibot') as typeof import('valibot');
  const open = v.looseObject;
  /** Nothing depends on these: one of another type counts as absent. */
  const text = v.fallback(v.nullish(v.string()), undefined);
  const flag = v.fallback(v.nullish(v.boolean()), undefined);
  const anything = v.fallback(v.nullish(v.record(v.string(), v.unknown())), undefined);
  /** The documentation shows `"CONNECTED "`. */
  const word = v.nullish(v.pipe(v.string(), v.trim()));

  const category = v.nullish(
    open({
      status: word,
      connection_type: word,
      provider: v.nullish(open({ id: text, display_name: text, logo_url: text })),
      tariff: v.nullish(
        open({ id: text, display_name: text, structure_type: word, contract_end_date: text }),
      ),
    }),
  );

  const categories = <T extends typeof word | typeof category>(one: T) =>
    open({
      commodity_import: one,
      commodity_export: one,
      non_commodity_import: one,
      non_commodity_export: one,
      local: one,
    });

  const login = open({
    bearer_token: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,8192}$/)),
    expires_in: v.pipe(v.number(), v.finite()),
    live_mode: v.optional(v.boolean(), true),
  });

  const location = open({
    id: v.string(),
    object: text,
    live_mode: flag,
    account_id: text,
    reference_id: text,
    customer_id: text,
    timezone: text,
    currency_code: text,
    postal_address: anything,
    geo_location: anything,
    tariff_status: v.nullish(categories(word)),
    time_created: text,
  });

  const locationList = open({
    object: text,
    url: text,
    has_more: v.optional(v.boolean(), false),
    data: v.array(location),
  });

  const locationStatus = open({
    id: text,
    object: text,
    live_mode: flag,
    account_id: text,
    tariff_status: v.nullish(categories(category)),
    time_created: text,
  });

  /** Slots are judged one by one in `slots.ts`: a bad one must not spoil a month of good ones. */
  const tariffRates = open({
    id: text,
    object: text,
    live_mode: v.boolean(),
    account_id: text,
    location_id: text,
    location_timezone: v.pipe(v.string(), v.nonEmpty()),
    currency_code: v.pipe(v.string(), v.nonEmpty()),
    direction: text,
    last_updated: text,
    next_update: text,
    request: anything,
    data: v.optional(v.array(v.unknown()), []),
    time_created: text,
  });

  const event = open({
    id: v.string(),
    object: text,
    type: v.string(),
    live_mode: flag,
    data: anything,
    time_created: text,
  });

  return { login, location, locationList, locationStatus, tariffRates, event };
});

type Schemas = ReturnType<typeof schemas>;

export type Location = InferOutput<Schemas['location']>;
export type LocationList = InferOutput<Schemas['locationList']>;
export type LocationStatus = InferOutput<Schemas['locationStatus']>;
export type FlatPeakEvent = InferOutput<Schemas['event']>;

/** One slot of rates: `[valid_from, valid_to)`, both with an offset. */
export interface TariffSlot {
  readonly valid_from: string;
  readonly valid_to: string;
  /** `rate`: major currency units per kWh, finite, may be negative. `confidence` 0 means no data. */
  readonly tariff?: { readonly rate: number; readonly confidence?: number };
  /** `intensity`: gCO2 per kWh. */
  readonly carbon?: {
    readonly intensity: number;
    readonly relative?: number;
    readonly confidence?: number;
  };
  readonly [unknown: string]: unknown;
}

/** Rates of one location in one direction, in no promised order. */
export interface TariffRates extends Omit<Named<InferOutput<Schemas['tariffRates']>>, 'data'> {
  data: TariffSlot[];
  [unknown: string]: unknown;
}

/** The fields with a name of their own; an index signature would hide them from Omit. */
type Named<T> = { [K in keyof T as string extends K ? never : K]: T[K] };

export type Direction = 'IMPORT' | 'EXPORT';

export interface RatesQuery {
  /** RFC 3339 with offset; FlatPeak's present when absent. */
  readonly start_time?: string;
  /** RFC 3339 with offset. */
  readonly end_time: string;
  /** True when absent. */
  readonly include_tariff?: boolean;
  /** False when absent. */
  readonly include_carbon?: boolean;
  /** IMPORT when absent. */
  readonly direction?: Direction;
}

export interface LocationsQuery {
  readonly reference_id?: string;
  readonly customer_id?: string;
  /** 1 to 100 per page; 100 when absent. */
  readonly limit?: number;
  /** Id of a location; the page behind it. */
  readonly starting_after?: string;
  /** Id of a location; the page before it. */
  readonly ending_before?: string;
}

/** `json` in the form of `schema`; else fails, naming where it differs (`data[3].id`). */
export function shaped<S extends GenericSchema>(schema: S, json: unknown): InferOutput<S> {
  const { safeParse } = require('valibot') as typeof import('valibot');
  const result = safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  throw new Failure(misshapen(pathOf(result.issues[0])));
}

/** Names fields of ours only: no schema looks into keys that a reply brings along. */
function pathOf({ path }: BaseIssue<unknown>): string {
  const steps = (path ?? []).map(({ key }) =>
    typeof key === 'number' ? `[${key}]` : `.${String(key)}`,
  );
  return steps.join('').replace(/^\./, '') || 'reply';
}
