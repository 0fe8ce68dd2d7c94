import type { NodeAPI, Node, NodeMessage } from 'node-red';
import { FlatPeakError } from '../flatpeak/errors';
import { checkedId } from '../flatpeak/ids';

/** A node's configuration: every field `x` may have a type `xType` beside it, as the editor's typed inputs save them. */
export type Config = Readonly<Record<string, unknown>>;

/** The value of field `name`, from its constant, the environment, a context or the message. */
export function readField(
  RED: NodeAPI,
  node: Node,
  config: Config,
  name: string,
  message: NodeMessage = {},
): Promise<unknown> {
  const value = config[name];
  const type = config[`${name}Type`];
  if (typeof type !== 'string' || typeof value !== 'string') return Promise.resolve(value);
  // Node-RED reads a blank number as 0, which is an ordinary threshold and not what a blank field means.
  if (type === 'num' && isBlank(value)) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    RED.util.evaluateNodeProperty(value, type, node, message, (error, result) => {
      if (error) reject(new FlatPeakError('bad_input', { detail: name }));
      else resolve(result);
    });
  });
}

/**
 * The value a message gives for `property`, else the field's. Only the message's own property counts: a foreign payload
 * may bring a prototype along.
 */
export async function readOverridable(
  RED: NodeAPI,
  node: Node,
  config: Config,
  name: string,
  property: string,
  message: NodeMessage,
): Promise<unknown> {
  const given = Object.hasOwn(message, property) ? message[property] : undefined;
  return isBlank(given) ? readField(RED, node, config, name, message) : given;
}

export function isBlank(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
  );
}

/** A FlatPeak id, or `bad_input` before any request is made. Blanks around it come from copying, so they are forgiven. */
export function asId(value: unknown, detail: string): string {
  return checkedId(typeof value === 'string' ? value.trim() : value, detail);
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A finite number, given as one or as text. Blank is not 0. */
export function asNumber(value: unknown, detail: string): number {
  const number = typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new FlatPeakError('bad_input', { detail });
}

export function asDirection(value: unknown): 'IMPORT' | 'EXPORT' {
  const text = typeof value === 'string' ? value.trim().toUpperCase() : value;
  if (text === 'IMPORT' || text === 'EXPORT') return text;
  throw new FlatPeakError('bad_input', { detail: 'direction' });
}

/** A yes or no. */
export function asFlag(value: unknown, detail: string): boolean {
  if (value === true || value === 'true' || value === 1) return true;
  if (value === false || value === 'false' || value === 0 || isBlank(value)) return false;
  throw new FlatPeakError('bad_input', { detail });
}
