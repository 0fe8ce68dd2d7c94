import type { NodeAPI } from 'node-red';

/** Texts that every node shares live in one catalogue: that of the account node. */
const SHARED = 'node-red-contrib-flatpeak/flatpeak-account:flatpeak-account.';

/** A text of the shared catalogue in the runtime's language, or `otherwise` where no catalogue is loaded. */
export function sharedText(
  RED: NodeAPI,
  key: string,
  otherwise: string,
  params: Record<string, string> = {},
): string {
  const path = SHARED + key;
  const text = RED._(path, params);
  return text === path || text === key ? otherwise : text;
}
