import { FlatPeakError } from '../flatpeak/errors';
import type { TariffRates } from '../flatpeak/wire';
import { parseInstant } from '../time/instant';
import { isZone } from '../time/zone';
import { normalise, type RateSlot, type Series } from './series';

/**
 * Slots of a validated reply as a series. FlatPeak answers `rate 0` with `confidence 0` where it knows nothing
 * (guide "tariff predictions"), so confidence 0 is no data whatever the number beside it; a missing confidence counts as 1.
 */
export function seriesOf(reply: TariffRates): Series {
  const updated = parseInstant(reply.last_updated ?? '') ?? 0;
  return normalise(
    reply.data.flatMap((slot): RateSlot[] => {
      const from = parseInstant(slot.valid_from);
      const to = parseInstant(slot.valid_to);
      if (from === undefined || to === undefined) return [];
      const confidence = slot.tariff ? (slot.tariff.confidence ?? 1) : 0;
      const known = slot.tariff !== undefined && confidence > 0;
      const carbon =
        slot.carbon && (slot.carbon.confidence ?? 1) > 0 ? slot.carbon.intensity : null;
      return [
        {
          from,
          to,
          rate: known ? slot.tariff.rate : null,
          confidence,
          carbon,
          updated,
          wire: slot,
        },
      ];
    }),
  );
}

/** A reply whose zone this machine knows: without it no local day can be told. Throws `bad_response`. */
export function checked(reply: TariffRates): TariffRates {
  if (isZone(reply.location_timezone)) return reply;
  throw new FlatPeakError('bad_response', { detail: 'location_timezone' });
}
