import type { NodeAPI } from 'node-red';
import type { ErrorCode, FlatPeakError } from '../flatpeak/errors';
import type { RatesSummary } from '../messages/summary';
import type { Home } from '../rates/kept';
import type { Report } from '../switch/wire';
import { MINUTE } from '../time/duration';
import { clockLabel } from '../time/zone';
import { mark } from './marked';

export interface Status {
  readonly fill: 'red' | 'green' | 'yellow' | 'blue' | 'grey';
  readonly shape: 'ring' | 'dot';
  /**
   * Texts without parameters are their own catalogue keys: a Status node reads plain English, and the editor shows them in
   * the viewer's language.
   */
  readonly text: string;
}

const NEEDS_YOU: Partial<Record<ErrorCode, string>> = {
  bad_input: 'check settings',
  auth: 'check API key',
  forbidden: 'no access',
  not_found: 'unknown ID',
  no_tariff: 'no tariff linked',
  tariff_lost: 'reconnect tariff',
  account_disabled: 'account disabled',
};

const PASSES: Partial<Record<ErrorCode, string>> = {
  pending: 'tariff pending',
  conflict: 'conflict',
  rate_limited: 'slowed down',
  unavailable: 'FlatPeak is down',
  network: 'no connection',
  timeout: 'no answer',
  bad_response: 'bad answer',
};

/** Red where the householder must act, yellow where waiting helps. */
export function errorStatus(code: ErrorCode): Status {
  const urgent = NEEDS_YOU[code];
  if (urgent !== undefined) return { fill: 'red', shape: 'ring', text: urgent };
  return { fill: 'yellow', shape: 'ring', text: PASSES[code] ?? 'bad answer' };
}

export function problemStatus(text: string): Status {
  return { fill: 'red', shape: 'ring', text };
}

/** The rate for now, or that none is known. */
export function ratesStatus(summary: RatesSummary, live: boolean, sample: boolean): Status {
  const { now, unit } = summary;
  if (!now) return { fill: 'yellow', shape: 'ring', text: 'no rate for now' };
  return {
    fill: 'green',
    shape: 'dot',
    text: mark(`${rateLabel(now.value)} ${unit}`, live, sample),
  };
}

export interface SwitchFacts {
  /** `undefined` while the first rates may still arrive. */
  readonly report: Report | undefined;
  readonly home: Home | undefined;
  readonly error: FlatPeakError | undefined;
  readonly sample: boolean;
  readonly now: number;
  /** The machine's clock is wrong. */
  readonly doubtful: boolean;
}

/** What a switch shows: what needs you first, then the state with its rate and until when. */
export function switchStatus(RED: NodeAPI, facts: SwitchFacts): Status {
  const { report, home, error, sample, now } = facts;
  if (error && error.code in NEEDS_YOU) return errorStatus(error.code);
  if (facts.doubtful) return { fill: 'yellow', shape: 'ring', text: 'clock?' };
  if (!report) return { fill: 'yellow', shape: 'ring', text: 'no plan yet' };
  const { on, reason, slot, until } = report.decision;
  const state = RED._(`flatpeak-cheap-slot.status.${on ? 'on' : 'off'}`);
  const zone = home?.timezone ?? 'UTC';
  const end = until === undefined ? '' : ` →${clockLabel(zone, until, now)}`;
  if (reason === 'override') {
    return {
      fill: 'blue',
      shape: 'dot',
      text: RED._('flatpeak-cheap-slot.status.override', { state }) + end,
    };
  }
  if (!home || !slot || slot.rate === null) {
    return {
      fill: 'yellow',
      shape: 'ring',
      text: RED._('flatpeak-cheap-slot.status.no-rates', { state }),
    };
  }
  if (report.estimated) return { fill: 'yellow', shape: 'ring', text: 'estimated' };
  const { notice } = report;
  if (notice?.kind === 'short') {
    const time = durationLabel(notice.missing);
    const text = RED._('flatpeak-cheap-slot.status.short', { time });
    return { fill: 'yellow', shape: 'ring', text: mark(text, home.live, sample) };
  }
  const tail = notice ? ` ${RED._(`flatpeak-cheap-slot.status.${notice.kind}`)}` : end;
  const text = `${state} ${rateLabel(slot.rate)}${tail}${report.told ? ' *' : ''}`;
  const shown = mark(text, home.live, sample);
  if (report.idle) return { fill: 'yellow', shape: 'ring', text: shown };
  return { fill: on ? 'green' : 'grey', shape: 'dot', text: shown };
}

/** Three decimals tell tariffs apart and fit under a node. */
function rateLabel(rate: number): string {
  return rate.toFixed(3);
}

/** `1 h 20`, `45 min`. */
function durationLabel(ms: number): string {
  const minutes = Math.round(ms / MINUTE);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return hours === 0 ? `${rest} min` : `${hours} h ${String(rest).padStart(2, '0')}`;
}
