import type { NodeAPI } from 'node-red';
import type { FlatPeakError } from '../flatpeak/errors';
import { flowError } from './flow-error';
import { sharedText } from './texts';

/** What the log is told of this hub, a line each, in the runtime's language. */
export interface HubLog {
  /** The disk takes nothing any more. */
  diskRefused(): void;
  /** FlatPeak cannot be used any more, with the reason; or, without, it can again. */
  lineChanged(trouble: FlatPeakError | undefined): void;
}

export function hubLog(RED: NodeAPI): HubLog {
  return {
    diskRefused() {
      RED.log.warn(
        sharedText(
          RED,
          'warning.disk',
          'FlatPeak: rates cannot be kept on disk; until the next start they are kept in memory only.',
        ),
      );
    },
    lineChanged(trouble) {
      if (!trouble) {
        RED.log.info(sharedText(RED, 'log.up', 'FlatPeak answers again.'));
        return;
      }
      const reason = flowError(RED, trouble).message;
      RED.log.warn(sharedText(RED, 'log.down', reason, { reason }));
    },
  };
}
