import type { Node, NodeDef, NodeInitializer } from 'node-red';
import { lazy } from '../src/time/lazy';

const cheapSlot = lazy(
  () =>
    require('../src/node-red/cheap-slot/run') as typeof import('../src/node-red/cheap-slot/run'),
);

const register: NodeInitializer = (RED) => {
  RED.nodes.registerType('flatpeak-cheap-slot', function (this: Node, config: NodeDef) {
    RED.nodes.createNode(this, config);
    cheapSlot().runCheapSlot(RED, this, { ...config });
  });
};

export = register;
