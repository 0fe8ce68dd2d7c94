import type { Node, NodeAPI } from 'node-red';
import { FlatPeakError } from '../../flatpeak/errors';
import type { RateUnit } from '../../rates/from-message';
import type { Home } from '../../rates/kept';
import { isZone } from '../../time/zone';
import { isBlank, readField, type Config } from '../fields';

/** How a dialog says that rates from messages are meant. */
export interface MessageRatesSetup {
  readonly unit: RateUnit;
  /** For messages that do not name zone and currency themselves, where there is no account to know them. */
  readonly home: Home | undefined;
}

const UNITS: readonly RateUnit[] = ['major', 'minor', 'mwh'];

/** Rejects with `bad_input` naming the field that cannot be used. */
export async function readMessageRates(
  RED: NodeAPI,
  node: Node,
  config: Config,
): Promise<MessageRatesSetup> {
  const read = (name: string): Promise<unknown> => readField(RED, node, config, name);
  const given = (await read('unit')) ?? 'major';
  const unit = UNITS.find((known) => known === given);
  if (!unit) throw new FlatPeakError('bad_input', { detail: 'unit' });
  const [timezone, currency] = [await read('timezone'), await read('currency')];
  if (isBlank(timezone) || isBlank(currency)) return { unit, home: undefined };
  if (typeof timezone !== 'string' || !isZone(timezone)) {
    throw new FlatPeakError('bad_input', { detail: 'timezone' });
  }
  return { unit, home: { timezone, currency: String(currency), live: true } };
}
