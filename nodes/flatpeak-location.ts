import type { Node, NodeDef, NodeInitializer } from 'node-red';
import { locationMessage } from '../src/messages/location';
import { asId, readOverridable, type Config } from '../src/node-red/fields';
import { marked } from '../src/node-red/marked';
import { ASKING, onQuestion } from '../src/node-red/questions/question';

const register: NodeInitializer = (RED) => {
  RED.nodes.registerType('flatpeak-location', function (this: Node, config: NodeDef & Config) {
    RED.nodes.createNode(this, config);

    onQuestion(RED, this, config['account'], async (account, message, send, signal) => {
      const given = await readOverridable(RED, this, config, 'location', 'location_id', message);
      const id = asId(given, 'location_id');
      this.status(ASKING);
      const location = await account.client.location(id, { signal });
      send(Object.assign(message, locationMessage(location)));
      const city = location.postal_address?.['city'];
      const name = typeof city === 'string' && city !== '' ? city : location.id;
      return { fill: 'green', shape: 'dot', text: marked(name, location.live_mode, account) };
    });
  });
};

export = register;
