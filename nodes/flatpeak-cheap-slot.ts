import type { Node, NodeDef, NodeInitializer } from 'node-red';
import { runCheapSlot } from '../src/node-red/cheap-slot/run';

const register: NodeInitializer = (RED) => {
  RED.nodes.registerType('flatpeak-cheap-slot', function (this: Node, config: NodeDef) {
    RED.nodes.createNode(this, config);
    runCheapSlot(RED, this, { ...config });
  });
};

export = register;
