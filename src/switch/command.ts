/** What a message asks of a switch. `repeat`: the state and the plan once more; nothing changes. */
export type Command = 'repeat' | 'plan' | 'refresh';

/** Any time after 1973: an inject node's timestamp, not a number someone meant. */
const TIMESTAMP = 1e11;

/** The command in a payload, in any case; `undefined` for what is none. */
export function commandOf(payload: unknown): Command | undefined {
  if (payload === undefined || payload === null || payload === '') return 'repeat';
  if (typeof payload === 'number' && payload > TIMESTAMP) return 'repeat';
  if (typeof payload !== 'string') return undefined;
  const word = payload.trim().toLowerCase();
  return word === 'plan' || word === 'refresh' ? word : undefined;
}
