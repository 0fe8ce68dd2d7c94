import { once } from 'node:events';
import type { Node, NodeMessage } from 'node-red';
import { Embedded } from '../test/support/embedded';
import type { FlowNode } from '../test/support/home-flow';
import { nodeRed } from '../test/support/node-red';

const RED = nodeRed();
const PLACE = { z: 'tab', x: 100, y: 100 };

/** A node on the one tab of a flow. */
export function onTab(id: string, type: string, rest: object = {}): FlowNode {
  return { id, type, ...PLACE, wires: [['out']], ...rest };
}

export const tab: FlowNode = { id: 'tab', type: 'tab', label: 'bench' };

/** The sample account, as dialogs save it. */
export const account: FlowNode = { id: 'account', type: 'flatpeak-account', source: 'sample' };

/** The fields of a node that asks about one home. */
export const ofHome = { account: 'account', location: 'loc_sample_london', locationType: 'str' };

export function rates(id: string, rest: object = {}): FlowNode {
  return onTab(id, 'flatpeak-rates', {
    ...ofHome,
    direction: 'IMPORT',
    start: 'today',
    startType: 'str',
    end: 'tomorrow',
    endType: 'str',
    ...rest,
  });
}

export function cheapSlot(id: string, rest: object = {}): FlowNode {
  return onTab(id, 'flatpeak-cheap-slot', {
    ...ofHome,
    direction: 'IMPORT',
    threshold: '0.15',
    thresholdType: 'num',
    wires: [['out'], ['out'], []],
    ...rest,
  });
}

/** Core's own, with one rule. */
export function coreSwitch(id: string): FlowNode {
  return onTab(id, 'switch', {
    property: 'topic',
    propertyType: 'msg',
    rules: [{ t: 'nempty' }],
    checkall: 'true',
    repair: false,
    outputs: 1,
  });
}

/** A wire to a node, for messages of our own: `node(id).send(message)`. */
export function wireTo(id: string): FlowNode {
  return onTab(`to ${id}`, 'comment', { wires: [[id]] });
}

/** A whole Node-RED with a flow on one tab, `out` at its end, and none of the ears that tests need. */
export async function start(flow: readonly FlowNode[]): Promise<Embedded> {
  const embedded = await Embedded.start({
    flow: [tab, account, onTab('out', 'comment', { wires: [] }), ...flow],
  });
  RED.hooks.remove('onSend.test');
  return embedded;
}

/** Deploys a flow as the editor does, and waits until it runs. */
export async function deploy(flow: readonly FlowNode[]): Promise<void> {
  const { flows } = RED.runtime as unknown as { flows: { setFlows(given: object): Promise<void> } };
  const started = once(RED.events, 'flows:started');
  await flows.setFlows({ flows: { flows: flow }, deploymentType: 'full' });
  await started;
}

export function node(id: string): Node {
  const nodes = RED.nodes as unknown as { getNode(id: string): Node | null };
  const found = nodes.getNode(id);
  if (!found) throw new Error(`no node ${id}`);
  return found;
}

/** Calls `hear` with every message that gets to `out`. */
export function listen(hear: (message: NodeMessage) => void): void {
  node('out').on('input', (message, _send, done) => {
    done();
    hear(message);
  });
}
