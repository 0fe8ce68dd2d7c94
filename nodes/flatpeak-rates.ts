import type { Node, NodeDef, NodeInitializer } from 'node-red';
import { lazy } from '../src/time/lazy';

const rates = lazy(
  () => require('../src/node-red/rates/run') as typeof import('../src/node-red/rates/run'),
);

const register: NodeInitializer = (RED) => {
  RED.nodes.registerType('flatpeak-rates', function (this: Node, config: NodeDef) {
    RED.nodes.createNode(this, config);
    rates().runRates(RED, this, { ...config });
  });
};

export = register;
