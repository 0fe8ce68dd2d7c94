import assert from 'node:assert/strict';
import { Embedded } from '../support/embedded';
import { BROKERS, type Broker } from '../support/brokers';

const TOPIC = 'home/rates';

/** One hub fetches and publishes retained rates; others decide from them, without an account. */
for (const [name, makeBroker] of Object.entries(BROKERS)) {
  describe(`a fleet over MQTT (${name})`, function () {
    this.timeout(60_000);
    let broker: Broker;
    let embedded: Embedded | undefined;

    beforeEach(async () => {
      broker = await makeBroker();
    });

    afterEach(async () => {
      await embedded?.stop();
      embedded = undefined;
      await broker.dispose();
    });

    function brokerNode(id: string) {
      return {
        id,
        type: 'mqtt-broker',
        name: '',
        broker: '127.0.0.1',
        port: String(broker.port),
        clientid: '',
        autoConnect: true,
        usetls: false,
        protocolVersion: '4',
        keepalive: '60',
        cleansession: true,
        autoUnsubscribe: true,
      };
    }

    /** The hub with the account. */
    const fetcher = () => [
      { id: 'fetcher', type: 'tab', label: 'fetcher' },
      { id: 'account', type: 'flatpeak-account', source: 'sample' },
      {
        id: 'rates',
        type: 'flatpeak-rates',
        z: 'fetcher',
        account: 'account',
        location: 'loc_sample_london',
        direction: 'IMPORT',
        start: 'today',
        end: 'tomorrow',
        publish: true,
        x: 100,
        y: 100,
        wires: [['publish']],
      },
      {
        id: 'publish',
        type: 'mqtt out',
        z: 'fetcher',
        topic: TOPIC,
        qos: '1',
        retain: 'true',
        broker: 'broker',
        x: 300,
        y: 100,
        wires: [],
      },
      brokerNode('broker'),
    ];

    /** A hub at the edge. */
    const edge = (id: string, threshold: number) => [
      { id, type: 'tab', label: id },
      brokerNode(`${id}-broker`),
      {
        id: `${id}-in`,
        type: 'mqtt in',
        z: id,
        topic: TOPIC,
        qos: '1',
        datatype: 'json',
        broker: `${id}-broker`,
        nl: false,
        rap: true,
        rh: 0,
        inputs: 0,
        x: 100,
        y: 100,
        wires: [[`${id}-slot`]],
      },
      {
        id: `${id}-slot`,
        type: 'flatpeak-cheap-slot',
        z: id,
        account: '',
        location: 'loc_sample_london',
        direction: 'IMPORT',
        threshold: String(threshold),
        thresholdType: 'num',
        x: 300,
        y: 100,
        wires: [[`${id}-ear`], [`${id}-ear`], [`${id}-ear`]],
      },
      {
        id: `${id}-ear`,
        type: 'debug',
        z: id,
        active: false,
        complete: 'true',
        x: 500,
        y: 100,
        wires: [],
      },
    ];

    const edges = () => [...edge('always', 10), ...edge('never', -10), ...edge('some', 0.2)];
    const decided = (id: string) =>
      embedded?.until(
        () =>
          [
            ...(embedded?.out(`${id}-slot`, 1) ?? []),
            ...(embedded?.out(`${id}-slot`, 2) ?? []),
          ].find(({ reason }) => reason !== 'fallback'),
        45_000,
      );

    it('lets three hubs decide by rules of their own', async () => {
      await broker.start();
      embedded = await Embedded.start({ flow: [...fetcher(), ...edges()] });
      assert.equal((await decided('always'))?.['on'], true);
      assert.equal((await decided('never'))?.['on'], false);
      const some = await decided('some');
      const { value, currency } = (some ?? {})['slot'] as { value: number; currency: string };
      assert.equal(some?.['on'], value <= 0.2);
      assert.equal(currency, 'GBP');
      assert.equal(some?.['live_mode'], false);
    });

    it('serves a hub that joins late, while the fetcher is gone and after the broker was restarted', async () => {
      await broker.start();
      embedded = await Embedded.start({ flow: [...fetcher(), ...edge('always', 10)] });
      await decided('always');
      await embedded.deploy([...edge('always', 10)], 'full');
      await broker.stop();
      await broker.start();
      await embedded.deploy([...edge('always', 10), ...edge('late', 10)], 'full');
      assert.equal((await decided('late'))?.['on'], true);
    });

    it('reaches every hub although the broker comes up late', async () => {
      embedded = await Embedded.start({ flow: [...fetcher(), ...edge('always', 10)] });
      await new Promise((done) => setTimeout(done, 3_000));
      assert.equal(embedded.out('rates', 1).length, 1, 'sent into the void');
      await broker.start();
      assert.equal((await decided('always'))?.['on'], true);
    });

    it('hears the first state of a switch although the broker comes up late', async () => {
      const appliance = [
        { id: 'home', type: 'tab', label: 'home' },
        { id: 'account', type: 'flatpeak-account', source: 'sample' },
        brokerNode('broker'),
        {
          id: 'boiler',
          type: 'flatpeak-cheap-slot',
          z: 'home',
          account: 'account',
          location: 'loc_sample_london',
          direction: 'IMPORT',
          threshold: '10',
          thresholdType: 'num',
          x: 100,
          y: 100,
          wires: [['plug'], ['plug'], []],
        },
        {
          id: 'plug',
          type: 'mqtt out',
          z: 'home',
          topic: 'boiler/switch',
          qos: '1',
          retain: 'false',
          broker: 'broker',
          x: 300,
          y: 100,
          wires: [],
        },
        {
          id: 'relay',
          type: 'mqtt in',
          z: 'home',
          topic: 'boiler/switch',
          qos: '1',
          datatype: 'auto-detect',
          broker: 'broker',
          nl: false,
          rap: true,
          rh: 0,
          inputs: 0,
          x: 100,
          y: 200,
          wires: [['ear']],
        },
        {
          id: 'ear',
          type: 'debug',
          z: 'home',
          active: false,
          complete: 'true',
          x: 300,
          y: 200,
          wires: [],
        },
      ];
      embedded = await Embedded.start({ flow: appliance });
      await embedded.until(() => embedded?.out('boiler', 1)[0]);
      await new Promise((done) => setTimeout(done, 2_000));
      assert.deepEqual(embedded.out('relay', 1), []);
      await broker.start();
      const heard = await embedded.until(() => embedded?.out('relay', 1)[0], 45_000);
      assert.equal(String(heard['payload']), 'true');
      assert.equal(embedded.out('boiler', 1)[1]?.['repeat'], true);
    });
  });
}
