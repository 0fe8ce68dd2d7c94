import type { Node, NodeAPI } from 'node-red';
import { readValues } from '../cheap-slot/setup';
import type { Values } from '../cheap-slot/values';
import { isBlank } from '../fields';

/** Types whose value a dialog knows or this machine can look up; a message is not there yet, and no expression is run. */
const READABLE = ['str', 'num', 'bool', 'env', 'flow', 'global'];
const CONTEXTS = ['flow', 'global'];
const REFERENCE = /^\$(?:\{([^{}]+)\}|\(([^()]+)\))$/;

/**
 * The fields of a dialog as a deploy would read them. What only the running flow knows, or what is not set, is blank.
 * `node` is where the environment and contexts are looked up.
 */
export async function readDraft(RED: NodeAPI, node: Node | null, given: unknown): Promise<Values> {
  if (typeof given !== 'object' || given === null) return {};
  const draft = new Map<string, unknown>(Object.entries(given));
  const names = [...draft.keys()].filter((name) => !name.endsWith('Type'));
  const read = async (name: string): Promise<[string, unknown]> => {
    const value = draft.get(name);
    const type = draft.get(`${name}Type`) ?? 'str';
    if (typeof value !== 'string') return [name, typeof value === 'boolean' ? value : undefined];
    if (typeof type !== 'string' || !READABLE.includes(type)) return [name, undefined];
    if (CONTEXTS.includes(type) && !node) return [name, undefined];
    const [, braced, bracketed] = REFERENCE.exec(value.trim()) ?? [];
    const variable = braced ?? bracketed;
    const field =
      variable === undefined
        ? { [name]: value, [`${name}Type`]: type }
        : { [name]: variable, [`${name}Type`]: 'env' };
    const found = await readValues(RED, node as Node, field).catch((): Values => ({}));
    return [name, isBlank(found[name]) ? undefined : found[name]];
  };
  return Object.fromEntries(await Promise.all(names.map(read)));
}
