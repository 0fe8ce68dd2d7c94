import type { NodeInitializer } from 'node-red';
import { openAccount, type AccountConfig, type AccountNode } from '../src/node-red/account/node';
import type { AccountCredentials } from '../src/node-red/account/source';
import { lazy } from '../src/time/lazy';

const dialogs = lazy(
  () => require('../src/node-red/dialogs/serve') as typeof import('../src/node-red/dialogs/serve'),
);

const register: NodeInitializer = (RED) => {
  RED.nodes.registerType<AccountNode, AccountConfig, unknown, AccountCredentials>(
    'flatpeak-account',
    function (config) {
      RED.nodes.createNode(this, config);
      openAccount(RED, this, config);
    },
    { credentials: { account_id: { type: 'text' }, api_key: { type: 'password' } } },
  );
  // A dialog is opened more rarely than Node-RED starts: the first question falls through to the routes it has loaded.
  let served = false;
  RED.httpAdmin.use('/flatpeak', (_request, _response, next) => {
    if (!served) dialogs().serveDialogs(RED);
    served = true;
    next();
  });
};

export = register;
