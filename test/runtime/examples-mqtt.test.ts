import assert from 'node:assert/strict';
import { HOUR } from '../../src/time/duration';
import { BROKERS, type Broker } from '../support/brokers';
import { Embedded } from '../support/embedded';
import { changed, example, idOf, press } from '../support/examples';
import type { FlowNode } from '../support/home-flow';

/** The part of Home Assistant's discovery that these tests use. */
interface Discovery {
  readonly availability_topic: string;
  readonly components: {
    readonly switch: Record<'command_topic' | 'state_topic' | 'json_attributes_topic', string>;
    readonly auto: Record<'command_topic' | 'payload_press', string>;
  };
}

const DISCOVERY = 'homeassistant/device/flatpeak_boiler/config';

for (const [kind, makeBroker] of Object.entries(BROKERS)) {
  describe(`examples over MQTT (${kind})`, function () {
    this.timeout(60_000);
    let broker: Broker;
    let embedded: Embedded;

    beforeEach(async () => {
      broker = await makeBroker();
    });

    afterEach(async () => {
      await embedded.stop();
      await broker.dispose();
    });

    /** With the one change that every comment asks for. */
    const atBroker = (beginning: string): FlowNode[] =>
      changed(example(beginning), 'mqtt-broker', {
        broker: '127.0.0.1',
        port: String(broker.port),
      });

    /** Somebody else at the same broker, who hears everything and can `say` something. */
    function neighbour(id: string): FlowNode[] {
      const place = { z: id, x: 100, y: 100 };
      const at = { broker: `${id}.broker`, qos: '1' };
      return [
        { id, type: 'tab', label: id },
        {
          id: `${id}.broker`,
          type: 'mqtt-broker',
          broker: '127.0.0.1',
          port: String(broker.port),
          autoConnect: true,
          protocolVersion: '4',
          cleansession: true,
        },
        {
          id: `${id}.ear`,
          type: 'mqtt in',
          ...place,
          ...at,
          topic: '#',
          datatype: 'utf8',
          inputs: 0,
          wires: [[`${id}.end`]],
        },
        { id: `${id}.end`, type: 'debug', ...place, active: false, complete: 'true', wires: [] },
        { id: `${id}.say`, type: 'inject', ...place, props: [], wires: [[`${id}.mouth`]] },
        { id: `${id}.mouth`, type: 'mqtt out', ...place, ...at, topic: '', retain: '', wires: [] },
      ];
    }

    const heard = (topic: string, by = 'neighbour'): unknown[] =>
      embedded
        .out(`${by}.ear`, 1)
        .filter((message) => message['topic'] === topic)
        .map(({ payload }) => payload);

    /** Until the latest that was heard of a topic is this. */
    const hears = async (topic: string, payload: string, by?: string): Promise<void> => {
      await embedded
        .until(() => (heard(topic, by).at(-1) === payload ? true : undefined), 30_000)
        .catch(() => assert.deepEqual(heard(topic, by), [payload], topic));
    };

    const say = (topic: string, payload: string): Promise<void> =>
      press(embedded, 'neighbour.say', { topic, payload });

    /** With a broker that is there first, and everyone connected and listening. */
    const start = async (...others: FlowNode[]): Promise<void> => {
      await broker.start();
      const flow = [...others, ...neighbour('neighbour')];
      embedded = await Embedded.start({ flow });
      for (const { id } of flow.filter(({ type }) => /^mqtt (in|out)$/.test(type)))
        await embedded.until(
          () => embedded.statuses.get(id)?.text?.endsWith('.connected') || undefined,
        );
      while (heard('probe').length === 0) {
        await say('probe', '');
        await new Promise((done) => setTimeout(done, 20));
      }
    };

    /** Gives nodes a message that the example has no button for. */
    const teller = (...to: string[]): FlowNode => ({
      id: 'tell',
      type: 'inject',
      z: 'neighbour',
      x: 100,
      y: 100,
      props: [],
      wires: [to],
    });

    it('tells evcc when to charge, by how full it says the car is', async () => {
      const flow = atBroker('Device - car charger');
      const [soc, needed, car] = ['How full, in %', 'kWh still needed', 'Car'].map((name) =>
        idOf(flow, name),
      ) as [string, string, string];
      await start(...flow, teller(car));

      // evcc says 0 while it does not know, and nothing when it stops.
      const values = ['100', '0', '', '62.5'];
      for (const value of values) await say('evcc/loadpoints/1/vehicleSoc', value);
      await embedded.until(() => embedded.out(soc, 1)[values.length - 1]);
      const needs = embedded.out(needed, 1).map((message) => message['energy_kwh']);
      assert.deepEqual(needs, [0, 10.5]);
      const minutes = (10.5 / (7 * 0.9)) * 60;
      await embedded.until(() => {
        const plan = embedded.out(car, 3).at(-1)?.['payload'] as Record<string, number> | undefined;
        const inAll = (plan?.['duration_minutes'] ?? 0) + (plan?.['shortfall_minutes'] ?? 0);
        return Math.abs(inAll - minutes) < 1 || undefined;
      });

      await press(embedded, 'tell', { payload: 'off' });
      await hears('evcc/loadpoints/1/mode/set', 'pv');
      await press(embedded, idOf(flow, 'Charge now'));
      await hears('evcc/loadpoints/1/mode/set', 'now');
    });

    it('closes the SG-Ready relays of each state', async () => {
      const flow = atBroker('Device - heat pump');
      const [dear, cheap, shown] = ['Dear', 'Cheap', 'The heat pump'].map((name) =>
        idOf(flow, name),
      ) as [string, string, string];
      await start(...flow, teller(dear, cheap));
      const becomes = async (one: string, two: string, state: string): Promise<void> => {
        await hears('cmnd/heatpump/POWER1', one);
        await hears('cmnd/heatpump/POWER2', two);
        await embedded.until(() => embedded.statuses.get(shown)?.text === state || undefined);
      };
      const costsNow = async (value: number): Promise<void> => {
        const [from, to] = [-HOUR, HOUR].map((by) => new Date(Date.now() + by).toISOString());
        await press(embedded, 'tell', { payload: [{ from, to, value }] });
      };

      // What it said before it was connected is lost.
      await press(embedded, 'tell', { payload: '' });
      await press(embedded, idOf(flow, 'Forced for an hour'));
      await becomes('ON', 'ON', '4 forced');
      await press(embedded, idOf(flow, 'Normal for an hour'));
      await becomes('OFF', 'OFF', '2 normal');
      await costsNow(5);
      await press(embedded, idOf(flow, 'By the prices again'));
      await becomes('ON', 'OFF', '1 blocked');
      await costsNow(-5);
      await becomes('OFF', 'ON', '3 recommended');
    });

    it('appears in Home Assistant, shows its state and obeys', async () => {
      const flow = atBroker('Device - switch in Home Assistant');
      await start(...flow);
      const found = (await embedded.until(() => heard(DISCOVERY)[0])) as string;
      const { availability_topic, components } = JSON.parse(found) as Discovery;
      await hears(availability_topic, 'online');

      const { command_topic, state_topic, json_attributes_topic } = components.switch;
      const attributes = (): Record<string, unknown> =>
        JSON.parse((heard(json_attributes_topic).at(-1) ?? '{}') as string) as Record<
          string,
          unknown
        >;
      for (const command of ['ON', 'OFF']) {
        await say(command_topic, command);
        await hears(state_topic, command);
        await embedded.until(() => attributes()['reason'] === 'override' || undefined);
      }
      await say(components.auto.command_topic, components.auto.payload_press);
      // The same state for another reason is told with the next repeat, or when asked.
      await say(command_topic, '');
      await embedded.until(() => attributes()['reason'] !== 'override' || undefined);
      assert.equal(attributes()['unit'], 'NOK/kWh');
      assert.equal(typeof attributes()['rate'], 'number');

      await embedded.deploy(neighbour('neighbour'), 'full');
      await hears(availability_topic, 'offline');
    });

    it('reaches everyone although the broker comes up late, and keeps what is a state but no command', async () => {
      const flow = [
        'Device - car charger',
        'Device - heat pump',
        'Device - switch in Home Assistant',
      ].flatMap(atBroker);
      // The core tries again every 15 seconds, when the first repeat is just over.
      const settings = { mqttReconnectTime: 1_000 };
      embedded = await Embedded.start({ flow: [...flow, ...neighbour('neighbour')], settings });
      await embedded.until(() => embedded.out(idOf(flow, 'Car'), 3)[0]);
      await new Promise((done) => setTimeout(done, 1_000));
      await broker.start();
      const commands = [
        'evcc/loadpoints/1/mode/set',
        'cmnd/heatpump/POWER1',
        'cmnd/heatpump/POWER2',
      ];
      const states = [
        DISCOVERY,
        ...['available', 'state', 'attributes'].map((name) => `flatpeak/boiler/${name}`),
      ];
      for (const topic of [...commands, ...states])
        await embedded.until(() => heard(topic)[0], 30_000);

      await embedded.deploy(
        [...flow, ...neighbour('neighbour'), ...neighbour('newcomer')],
        'nodes',
      );
      for (const topic of states) await embedded.until(() => heard(topic, 'newcomer')[0]);
      for (const topic of commands) assert.deepEqual(heard(topic, 'newcomer'), []);
    });
  });
}
