import type { NodeAPI } from 'node-red';
import { FlatPeakError, type ErrorCode } from '../flatpeak/errors';
import { sharedText } from './texts';

/** What a Catch node sees: a code, a sentence, and these two facts. Nothing else rides in `cause`. */
export class FlowError extends Error {
  override readonly name = 'FlatPeakError';
  override readonly cause: { status: number | undefined; retryAt: number | undefined };
  constructor(
    readonly code: ErrorCode,
    message: string,
    { status, retryAt }: FlatPeakError,
  ) {
    super(message);
    this.cause = { status, retryAt };
  }
}

/**
 * The client throws nothing else than its own family. Whatever else is thrown came from a message that cannot be read or
 * written: one that is frozen, or whose properties throw.
 */
export function familiar(failure: unknown): FlatPeakError {
  return failure instanceof FlatPeakError
    ? failure
    : new FlatPeakError('bad_input', { detail: 'message' });
}

/** Any failure as an error for a flow, in the runtime's language. */
export function flowError(RED: NodeAPI, failure: unknown): FlowError {
  const error = familiar(failure);
  const sentence = sharedText(RED, `error.${error.code}`, '');
  const detail = error.detail === undefined ? '' : ` (${error.detail})`;
  const message = sentence === '' ? error.message : `${sentence}${detail}`;
  return new FlowError(error.code, message, error);
}
