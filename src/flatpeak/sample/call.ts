/** The generations of FlatPeak's API, told apart by the `flatpeak-version` header. */
export type Generation = 'zero' | 'anode' | 'busbar';

/** What a handler needs to know of one authorised request. */
export interface Call {
  /** The id in the path; empty where the path has none. */
  readonly id: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly generation: Generation;
  /** Epoch ms (UTC). */
  readonly now: number;
}

/** Without the header, or with any other text, an account is on Zero. */
export function generationOf(version = ''): Generation {
  if (version.endsWith('.anode')) return 'anode';
  return version.endsWith('.busbar') ? 'busbar' : 'zero';
}
