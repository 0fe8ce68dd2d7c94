import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Embedded } from '../support/embedded';
import { example, idOf, press } from '../support/examples';
import type { FlowNode } from '../support/home-flow';
import { NODE_RED } from '../support/node-red';

/** A question, an answer or an error of OCPP 1.6. */
type Frame = [kind: 2 | 3 | 4, id: string, ...rest: unknown[]];

interface Profile {
  readonly connectorId: number;
  readonly csChargingProfiles: {
    readonly chargingProfilePurpose: string;
    readonly chargingSchedule: {
      readonly chargingRateUnit: string;
      readonly chargingSchedulePeriod: readonly { startPeriod: number; limit: number }[];
    };
  };
}

/** A wallbox made of core nodes: what it hears leaves `ear`, what `say` sends is heard by the central system. */
function wallbox(url: string): FlowNode[] {
  const place = { z: 'wallbox', x: 100, y: 100 };
  const client = { server: '', client: 'line' };
  const path = `${url.replace('http', 'ws')}/ocpp/wallbox`;
  return [
    { id: 'wallbox', type: 'tab', label: 'wallbox' },
    { id: 'line', type: 'websocket-client', path, wholemsg: 'false', subprotocol: 'ocpp1.6' },
    { id: 'ear', type: 'websocket in', ...place, ...client, wires: [['end']] },
    { id: 'end', type: 'debug', ...place, active: false, complete: 'true', wires: [] },
    { id: 'say', type: 'inject', ...place, props: [], wires: [['mouth']] },
    { id: 'mouth', type: 'websocket out', ...place, ...client, wires: [] },
  ];
}

describe('the OCPP example', function () {
  this.timeout(40_000);
  const flow = example('Device - wallbox');
  let embedded: Embedded;

  before(async () => {
    // The core listens for upgrades once in a process, on the first of its servers.
    const core = createRequire(NODE_RED);
    delete require.cache[core.resolve('@node-red/nodes/core/network/22-websocket.js')];
    embedded = await Embedded.start({ flow, settings: { httpNodeRoot: '/' } });
    await embedded.deploy([...flow, ...wallbox(embedded.url)], 'nodes');
    await embedded.until(
      () => embedded.statuses.get('mouth')?.text?.startsWith('connected') || undefined,
    );
  });

  after(() => embedded.stop());

  const heard = (): Frame[] =>
    embedded.out('ear', 1).map(({ payload }) => JSON.parse(String(payload)) as Frame);

  const say = (...frame: Frame): Promise<void> =>
    press(embedded, 'say', { payload: JSON.stringify(frame) });

  const ask = async (action: string, details: object): Promise<Frame> => {
    const id = `${action} ${heard().length}`;
    await say(2, id, action, details);
    return embedded.until(() => heard().find((frame) => frame[0] !== 2 && frame[1] === id));
  };

  /** The limit of the latest profile, in A. */
  const limit = (): number | undefined => {
    const frame = heard().findLast((one) => one[0] === 2 && one[2] === 'SetChargingProfile');
    const { connectorId, csChargingProfiles } = (frame?.[3] ?? {}) as Partial<Profile>;
    if (csChargingProfiles === undefined) return undefined;
    const { chargingRateUnit, chargingSchedulePeriod } = csChargingProfiles.chargingSchedule;
    assert.deepEqual([connectorId, chargingRateUnit], [1, 'A']);
    assert.equal(csChargingProfiles.chargingProfilePurpose, 'TxDefaultProfile');
    return chargingSchedulePeriod[0]?.limit;
  };

  const shows = (text: string): Promise<boolean> =>
    embedded.until(
      () => embedded.statuses.get(idOf(flow, 'The wallbox'))?.text === text || undefined,
    );

  it('welcomes a wallbox, and then tells it at once what it may draw', async () => {
    const [kind, , answer] = await ask('BootNotification', {
      chargePointVendor: 'Any',
      chargePointModel: 'Box',
    });
    assert.equal(kind, 3);
    const { status, currentTime, interval } = answer as Record<string, unknown>;
    assert.deepEqual([status, interval], ['Accepted', 300]);
    assert.ok(Math.abs(Date.parse(String(currentTime)) - Date.now()) < 60_000);
    assert.ok([0, 16].includes(await embedded.until(limit)));
    assert.equal(heard()[0]?.[0], 3, 'the answer comes first');
  });

  it('answers whatever a wallbox asks', async () => {
    const accepted = { idTagInfo: { status: 'Accepted' } };
    for (const [action, details, answer] of [
      ['StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Preparing' }, {}],
      ['Authorize', { idTag: 'card' }, accepted],
      ['MeterValues', { connectorId: 1, meterValue: [] }, {}],
      ['StopTransaction', { transactionId: 1, meterStop: 1 }, accepted],
    ] as const)
      assert.deepEqual((await ask(action, details)).slice(2), [answer], action);
    await shows('Preparing');
    const [, , started] = await ask('StartTransaction', { connectorId: 1, idTag: 'card' });
    const { transactionId } = started as { transactionId: number };
    assert.ok(Number.isInteger(transactionId) && transactionId > 0 && transactionId < 2 ** 31);
    const [kind, , code] = await ask('constructor', {});
    assert.deepEqual([kind, code], [4, 'NotImplemented']);
  });

  it('lets it charge when told, and shows whether it agreed', async () => {
    await press(embedded, idOf(flow, 'Charge now'));
    await embedded.until(() => limit() === 16 || undefined);
    const id = heard().findLast(([kind]) => kind === 2)?.[1] ?? '';
    await say(3, id, { status: 'Rejected' });
    await shows('Rejected');
  });
});
