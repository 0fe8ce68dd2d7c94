import { FlatPeakError } from './errors';

const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** The id itself, safe to stand in a path. `name` says which field was wrong: `bad_input` with it as `detail`. */
export function checkedId(id: unknown, name: string): string {
  if (typeof id === 'string' && ID.test(id)) return id;
  throw new FlatPeakError('bad_input', { detail: name });
}
