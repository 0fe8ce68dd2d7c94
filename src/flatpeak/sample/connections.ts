import type { Home, Tariff } from './home';

const SUPPLIER = {
  id: 'prv_sample_energy',
  display_name: 'Sample Energy',
  logo_url: 'https://example.com/sample-energy.png',
};

const GRID = {
  id: 'prv_sample_grid',
  display_name: 'Sample Grid',
  logo_url: 'https://example.com/sample-grid.png',
};

const COMMODITY = { type: 'COMMODITY', provider: SUPPLIER };

const CATEGORIES = [
  { category: 'commodity_import', of: 'import', direction: 'IMPORT', ...COMMODITY },
  { category: 'commodity_export', of: 'export', direction: 'EXPORT', ...COMMODITY },
  {
    category: 'non_commodity_import',
    of: 'gridFee',
    direction: 'IMPORT',
    type: 'NON_COMMODITY',
    provider: GRID,
  },
] as const;

/** One tariff of a home, in the terms of FlatPeak's replies. */
export interface Connection {
  readonly category: (typeof CATEGORIES)[number]['category'];
  readonly type: string;
  readonly direction: 'IMPORT' | 'EXPORT';
  readonly provider: {
    readonly id: string;
    readonly display_name: string;
    readonly logo_url: string;
  };
  readonly tariff: Tariff;
}

export function connectionsOf(home: Home): Connection[] {
  return CATEGORIES.flatMap(({ of, ...category }) => {
    const tariff = home[of];
    return tariff ? [{ ...category, tariff }] : [];
  });
}
