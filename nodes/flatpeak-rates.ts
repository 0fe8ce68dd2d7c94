import type { Node, NodeDef, NodeInitializer } from 'node-red';
import { runRates } from '../src/node-red/rates/run';

const register: NodeInitializer = (RED) => {
  RED.nodes.registerType('flatpeak-rates', function (this: Node, config: NodeDef) {
    RED.nodes.createNode(this, config);
    runRates(RED, this, { ...config });
  });
};

export = register;
