import { HOUR } from '../../src/time/duration';
import { ratesReply, wireSlots } from './rates-reply';
import { row } from './slots';

/** What tests of a real Node-RED put on its one tab, `home`. */
export const CREDENTIALS = {
  account: { account_id: 'acc_sample', api_key: 'sk_test_sample_data_only' },
};

/** A day of one rate from the hour of `now` on. */
export function hourlyRates(now: number, rate: number): object {
  const hour = Math.floor(now / HOUR) * HOUR;
  return ratesReply(wireSlots(row(hour, 24 * HOUR, [rate])), {
    last_updated: new Date(hour).toISOString(),
    next_update: new Date(now + 4 * HOUR).toISOString(),
  });
}

/** As Node-RED saves it. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** Node-RED takes what stands nowhere for a configuration. */
const PLACE = { x: 100, y: 100 };

/** Without a wire nothing leaves an output, so every output leads here. */
export const ear = {
  id: 'ear',
  type: 'debug',
  z: 'tab',
  ...PLACE,
  active: false,
  complete: 'true',
  wires: [],
};

/** The account at `baseUrl`, a tab, and an ear. */
export function home(baseUrl: string): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'home' },
    { id: 'account', type: 'flatpeak-account', baseUrl, source: 'flatpeak' },
    ear,
  ];
}

export function switchNode(rest: object = {}): FlowNode {
  return {
    id: 'slot',
    type: 'flatpeak-cheap-slot',
    name: 'boiler',
    z: 'tab',
    ...PLACE,
    account: 'account',
    location: 'loc_1',
    locationType: 'str',
    direction: 'IMPORT',
    threshold: '0.15',
    thresholdType: 'num',
    wires: [['ear'], ['ear'], ['ear']],
    ...rest,
  };
}

export function ratesNode(rest: object = {}): FlowNode {
  return {
    id: 'rates',
    type: 'flatpeak-rates',
    z: 'tab',
    ...PLACE,
    account: 'account',
    location: 'loc_1',
    locationType: 'str',
    direction: 'IMPORT',
    start: 'now',
    startType: 'str',
    end: '+2h',
    endType: 'str',
    wires: [['ear']],
    ...rest,
  };
}

/** A boiler that runs below 0.15. */
export function switchFlow(baseUrl: string): FlowNode[] {
  return [...home(baseUrl), switchNode()];
}

/** A button that runs a function, wired to a node. */
export function button(id: string, func: string, target: string): FlowNode[] {
  return [
    {
      id,
      type: 'inject',
      z: 'tab',
      ...PLACE,
      props: [],
      repeat: '',
      crontab: '',
      once: false,
      onceDelay: 0.1,
      topic: '',
      wires: [[`${id}.function`]],
    },
    {
      id: `${id}.function`,
      type: 'function',
      z: 'tab',
      ...PLACE,
      func,
      outputs: 1,
      initialize: '',
      finalize: '',
      libs: [],
      wires: [[target]],
    },
  ];
}
