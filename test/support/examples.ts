import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, type Embedded } from './embedded';
import type { FlowNode } from './home-flow';

/** An example as a user imports it. */
export function example(beginning: string): FlowNode[] {
  const folder = join(ROOT, 'examples');
  const [file, ...others] = readdirSync(folder).filter((name) => name.startsWith(beginning));
  assert.ok(file !== undefined && others.length === 0, `one example begins with "${beginning}"`);
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as FlowNode[];
}

/** The id of the only node with this name, or of this type. */
export function idOf(flow: readonly FlowNode[], name: string): string {
  const [found, ...others] = flow.filter((node) => node['name'] === name || node.type === name);
  assert.ok(found && others.length === 0, `one node is called "${name}"`);
  return found.id;
}

/** The flow after its user has changed fields of one node. */
export function changed(flow: readonly FlowNode[], name: string, fields: object): FlowNode[] {
  const id = idOf(flow, name);
  return flow.map((node) => (node.id === id ? { ...node, ...fields } : node));
}

/** Presses an inject node; `props` go into the message instead of its own. */
export async function press(
  { url }: Embedded,
  id: string,
  props?: Readonly<Record<string, unknown>>,
): Promise<void> {
  const own = Object.entries(props ?? {}).map(([p, value]) => ({
    p,
    v: JSON.stringify(value),
    vt: 'json',
  }));
  const response = await fetch(`${url}/inject/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: props ? JSON.stringify({ __user_inject_props__: own }) : '{}',
  });
  assert.equal(response.status, 200);
}
