import type { Node, NodeDef, NodeInitializer } from 'node-red';
import { eventMessage, locationOf } from '../src/messages/event';
import { fitsAny, typePatterns } from '../src/messages/event-type';
import { eventId } from '../src/node-red/questions/event-id';
import { readOverridable, type Config } from '../src/node-red/fields';
import { hostOf } from '../src/node-red/host';
import { marked } from '../src/node-red/marked';
import { ASKING, onQuestion } from '../src/node-red/questions/question';
import { Recent } from '../src/node-red/recent';
import { HOUR } from '../src/time/duration';

/** FlatPeak's last redelivery comes within two days. */
const REMEMBERED = 48 * HOUR;
const MOST = 10_000;

const register: NodeInitializer = (RED) => {
  RED.nodes.registerType('flatpeak-event', function (this: Node, config: NodeDef & Config) {
    RED.nodes.createNode(this, config);
    const seen = new Recent(hostOf(RED), REMEMBERED, MOST);

    onQuestion(RED, this, config['account'], async (account, message, send, signal) => {
      const id = eventId(message);
      const patterns = typePatterns(
        await readOverridable(RED, this, config, 'types', 'event_types', message),
      );
      if (seen.has(id)) return { fill: 'grey', shape: 'ring', text: 'duplicate' };
      // At once, because a redelivery may come while the first is still being fetched.
      seen.add(id);
      this.status(ASKING);
      const event = await account.client.event(id, { signal }).catch((error: unknown) => {
        seen.delete(id);
        throw error;
      });
      const location = locationOf(event);
      if (location !== undefined) account.refresh(location);
      Object.assign(message, eventMessage(event));
      send(fitsAny(patterns, event.type) ? [message, null] : [null, message]);
      const live = event.live_mode ?? event.data?.['live_mode'];
      return { fill: 'green', shape: 'dot', text: marked(event.type, live, account) };
    });
  });
};

export = register;
