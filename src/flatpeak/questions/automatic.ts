import { FlatPeakError } from '../errors';
import { Failure } from '../policy/verdict';
import type { TariffRates } from '../wire';
import { zero, type Generation } from './generation';
import { anode, busbar } from './prices';

const GENERATIONS = new Map<unknown, Generation>([
  ['zero', zero],
  ['anode', anode],
  ['busbar', busbar],
]);

/** A generation of FlatPeak's API; `automatic` finds out which one the account has. */
export type Api = 'automatic' | 'zero' | 'anode' | 'busbar';

/** The generation that tells an account's rates. Once found out it stays. */
export class RatesApi {
  private current: Generation;
  private known: boolean;

  /** Throws FlatPeakError `bad_input` for anything else than an Api. */
  constructor(api: unknown) {
    const generation = api === 'automatic' ? zero : GENERATIONS.get(api);
    if (!generation) throw new FlatPeakError('bad_input', { detail: 'api' });
    this.current = generation;
    this.known = api !== 'automatic';
  }

  get generation(): Generation {
    return this.current;
  }

  /**
   * Rates through `ask`, which asks one generation. A 404 may mean that there is no such location, which `exists` then
   * throws, or that this generation is not the account's, so that the others are asked.
   */
  async rates(
    ask: (generation: Generation) => Promise<TariffRates>,
    exists: () => Promise<unknown>,
  ): Promise<TariffRates> {
    try {
      return await this.settle(this.current, ask);
    } catch (error) {
      if (this.known || !isNotFound(error)) throw error;
    }
    await exists();
    try {
      return await this.settle(anode, ask);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return this.settle(busbar, ask);
  }

  private async settle(
    generation: Generation,
    ask: (generation: Generation) => Promise<TariffRates>,
  ): Promise<TariffRates> {
    const rates = await ask(generation);
    this.current = generation;
    this.known = true;
    return rates;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Failure && error.verdict.code === 'not_found';
}
