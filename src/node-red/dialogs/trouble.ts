import type { NodeAPI } from 'node-red';
import { familiar, flowError } from '../flow-error';

/** What only a dialog can be told; everything else is an error of FlatPeak's family. */
export type DialogCode =
  | 'not_deployed'
  | 'no_credentials'
  | 'bad_base_url'
  | 'bad_settings'
  | 'busy'
  | 'choose_account'
  | 'no_location'
  | 'no_messages'
  | 'no_rates';

export class DialogError extends Error {
  override readonly name = 'DialogError';
  constructor(readonly code: DialogCode) {
    super(code);
  }
}

/** All that a dialog learns of a failure. */
export interface Trouble {
  readonly code: string;
  /** In the runtime's language; the dialog speaks the viewer's where it can. */
  readonly message: string;
  /** The field or word that the sentence is about. */
  readonly detail?: string;
}

export function troubleOf(RED: NodeAPI, error: unknown): Trouble {
  if (error instanceof DialogError)
    return { code: error.code, message: RED._(`flatpeak-account.dialog.${error.code}`) };
  const { code, message } = flowError(RED, error);
  const { detail } = familiar(error);
  return { code, message, ...(detail !== undefined && { detail }) };
}
