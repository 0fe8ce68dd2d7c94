import type { NodeInitializer } from 'node-red';
import { openAccount, type AccountConfig, type AccountNode } from '../src/node-red/account/node';
import type { AccountCredentials } from '../src/node-red/account/source';
import { serveDialogs } from '../src/node-red/dialogs/serve';

const register: NodeInitializer = (RED) => {
  RED.nodes.registerType<AccountNode, AccountConfig, unknown, AccountCredentials>(
    'flatpeak-account',
    function (config) {
      RED.nodes.createNode(this, config);
      openAccount(RED, this, config);
    },
    { credentials: { account_id: { type: 'text' }, api_key: { type: 'password' } } },
  );
  serveDialogs(RED);
};

export = register;
