import type { Home } from '../rates/kept';
import type { Reason } from '../switch/decide';
import type { Report } from '../switch/wire';
import { localIso } from './local-iso';
import { slotMessage, type SlotMessage } from './slot';

/** What outputs 1 (on) and 2 (off) of cheap slot send. Always a new message. */
export interface SwitchMessage {
  payload: unknown;
  topic: string;
  on: boolean;
  reason: Reason;
  /** The slot that holds now, `null` where its rate is unknown. */
  slot: SlotMessage | null;
  /** ISO 8601 with the location's offset: when it switches next by what is known now. Absent where that is unknown. */
  until?: string;
  location_id: string;
  /** False for sample data and test keys; `null` before the first reply. */
  live_mode: boolean | null;
  /** The tariff has been a mere estimate for a day. */
  estimated: boolean;
  /** The same state again, for listeners that may have missed it. */
  repeat: boolean;
}

export interface SwitchFacts {
  readonly location: string;
  /** Unknown before the first reply. */
  readonly home: Home | undefined;
  readonly topic: string;
  readonly payload: unknown;
  readonly repeat: boolean;
}

export function switchMessage({ decision, estimated }: Report, facts: SwitchFacts): SwitchMessage {
  const { home } = facts;
  return {
    payload: facts.payload,
    topic: facts.topic,
    on: decision.on,
    reason: decision.reason,
    slot: home ? slotMessage(decision.slot, home) : null,
    ...(home && decision.until !== undefined && { until: localIso(home.timezone, decision.until) }),
    location_id: facts.location,
    live_mode: home ? home.live : null,
    estimated,
    repeat: facts.repeat,
  };
}
