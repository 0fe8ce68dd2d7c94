import type { FlatPeakError } from '../flatpeak/errors';
import type { Home } from '../rates/kept';
import type { Series } from '../rates/series';
import type { Decision } from './decide';
import type { Notice } from './notice';
import type { Outlook } from './outlook';
import type { Settings } from './settings';
import type { SwitchState } from './state';

/** What a feed offers a switch. */
export interface Rates {
  readonly series: Series;
  readonly home: Home | undefined;
  /** False until there was an answer of any kind. */
  readonly answered: boolean;
  /** Why the latest call failed. */
  readonly error: FlatPeakError | undefined;
}

/** What a switch says of itself beside its decision. */
export interface Report {
  readonly decision: Decision;
  /** The tariff has been a mere estimate for a day. */
  readonly estimated: boolean;
  /** A message's value stands in for one of the dialog's. */
  readonly told: boolean;
  readonly notice: Notice | undefined;
  /** Nothing has qualified for a week. */
  readonly idle: boolean;
}

/** A plan with what it was made of. */
export interface Planned {
  readonly outlook: Outlook;
  /** As they held when it was made. */
  readonly settings: Settings;
  readonly state: SwitchState;
  readonly series: Series;
}

/** Where a switch speaks. */
export interface Wire {
  /** A state to send. `repeat`: whoever listens may have heard it before. */
  state(report: Report, repeat: boolean): void;
  plan(planned: Planned): void;
  /** What a status should tell now; `undefined` while nothing is decided yet. */
  show(report: Report | undefined): void;
}
