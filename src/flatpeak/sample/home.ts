/** How a home of the sample account is described; the data is in `homes.ts`. */
export interface Home {
  readonly id: string;
  readonly reference: string;
  /** Several homes may belong to one customer. */
  readonly customer: string;
  /** ISO 8601 in UTC. */
  readonly created: string;
  readonly zone: string;
  readonly currency: string;
  readonly address: Address;
  readonly place: { readonly lat: number; readonly lng: number };
  readonly import?: Tariff;
  readonly export?: Tariff;
  readonly gridFee?: Tariff;
  /** Absent where the real service has no carbon data. */
  readonly carbon?: Grid;
  readonly devices: readonly string[];
  /** A tariff was named but its first prices have not arrived. */
  readonly pending?: true;
}

export interface Address {
  readonly address_line1: string;
  readonly city: string;
  readonly state?: string;
  readonly post_code: string;
  readonly country_code: string;
}

export interface Tariff {
  readonly id: string;
  readonly name: string;
  readonly structure: 'FIXED' | 'TIME_OF_DAY' | 'MARKET' | 'DYNAMIC';
  readonly connection: 'DIRECT' | 'MARKET';
  readonly status: string;
  /** Local days from today to the end of the contract; absent for an open-ended one. */
  readonly endsInDays?: number;
  readonly prices: Bands | Curve | Pulse;
}

/** Rates by local time, known for ever: `[hour, rate]`, each valid until the next, the first from midnight. */
export interface Bands {
  readonly kind: 'bands';
  readonly weekday: readonly Band[];
  readonly weekend: readonly Band[];
}

export type Band = readonly [hour: number, rate: number];

/** Rates that differ from slot to slot, published one day ahead. */
export interface Curve {
  readonly kind: 'curve';
  /** Length of a slot in ms. */
  readonly slot: number;
  /** Local hour at which the next day is published. */
  readonly publishedAt: number;
  /** Distinguishes the noise of one curve from another's. */
  readonly seed: number;
  readonly shape: Shape;
}

/** All in currency per kWh: the level of the day, what peaks add to it and what dips take away. */
export interface Shape {
  readonly level: number;
  readonly peaks: number;
  readonly night: number;
  readonly sun: number;
  /** Largest deviation of a whole day; a single slot deviates by up to half of it. */
  readonly noise: number;
}

/** A repeating row of short slots, published continuously. For demonstrations; no real tariff is like this. */
export interface Pulse {
  readonly kind: 'pulse';
  readonly slot: number;
  readonly seed: number;
  readonly rates: readonly number[];
  /** How far past and future slots are kept, in ms. */
  readonly history: number;
  readonly ahead: number;
}

/** The carbon intensity of a grid, in gCO2/kWh. */
export interface Grid {
  readonly lowest: number;
  readonly highest: number;
  readonly seed: number;
}
