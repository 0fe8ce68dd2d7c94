import type { Node, NodeAPI } from 'node-red';
import { FlatPeakError } from '../../flatpeak/errors';
import {
  bareDays,
  planPicture,
  ratesPicture,
  type Picture,
  type Scene,
} from '../../messages/picture';
import { FRESH, type SwitchState } from '../../switch/state';
import { dropReplaced } from '../../switch/effective';
import type { Settings } from '../../switch/settings';
import type { Feed } from '../../rates/feed';
import type { Rates } from '../../switch/wire';
import type { Account } from '../account/account';
import type { CheapSlotNode } from '../cheap-slot/run';
import { settingsOf } from '../cheap-slot/settings';
import type { Values } from '../cheap-slot/values';
import { asDirection, asFlag, asId, isBlank } from '../fields';
import { hubOf } from '../hub';
import { readDraft } from './fields';
import type { Looks } from './look';
import { DialogError, troubleOf, type Trouble } from './trouble';

/** What a dialog wants drawn: fields as they stand in it, deployed or not. */
export interface Sketch {
  /** Id of the node that is edited. */
  readonly node?: unknown;
  readonly fields?: unknown;
}

/** What a picture is asked of. */
export interface Drawn {
  readonly RED: NodeAPI;
  readonly looks: Looks;
  /** `undefined` for a switch that lives on messages. */
  readonly account: Account | undefined;
  readonly accountId: string;
  readonly sketch: Sketch;
  readonly signal: AbortSignal;
}

/** Rejects with a DialogError or FlatPeakError where there is nothing to draw. */
export type Draw = (drawn: Drawn) => Promise<Drawing>;

type Running = CheapSlotNode['flatpeak'];

/** A picture with what a dialog has to say of it. */
export type Drawing = Picture & {
  /** The field that is wanting, so that it shows the rates alone. */
  readonly problem?: string;
  /** Why it may be out of date. */
  readonly trouble?: Trouble;
};

/** What cheap slot would make of the rates. */
export async function drawPlan(drawn: Drawn): Promise<Drawing> {
  const { RED, sketch, accountId } = drawn;
  const node: CheapSlotNode | null = nodeOf(RED, sketch.node);
  const running = node?.type === 'flatpeak-cheap-slot' ? node.flatpeak : undefined;
  const values = await readDraft(RED, node ?? nodeOf(RED, accountId), sketch.fields);
  const carbon = !isBlank(values['value']) && values['value'] !== 'rate';
  const rates = await ratesOf(drawn, values, carbon, running);
  const scene = sceneOf(RED, rates);
  const settings = settingsIn(values);
  const told = troubleWith(RED, rates);
  if (typeof settings === 'string') {
    const value = values['value'] === 'carbon' ? ({ kind: 'carbon' } as const) : undefined;
    return { ...bareDays(scene, value), ...told, problem: settings };
  }
  return { ...planPicture(scene, settings, stateFor(settings, running)), ...told };
}

/** The rates of the next 24 hours. */
export async function drawRates(drawn: Drawn): Promise<Drawing> {
  const { RED, sketch, accountId, account } = drawn;
  if (!account) throw new DialogError('choose_account');
  const node = nodeOf(RED, sketch.node) ?? nodeOf(RED, accountId);
  const values = await readDraft(RED, node, sketch.fields);
  const carbon = asFlag(values['carbon'], 'include_carbon');
  const rates = await ratesOf(drawn, values, carbon);
  return { ...ratesPicture(sceneOf(RED, rates)), ...troubleWith(RED, rates) };
}

/** One of ours: what others can look up is no business of a picture. */
function nodeOf(RED: NodeAPI, id: unknown): Node | null {
  const node = typeof id === 'string' ? RED.nodes.getNode(id) : null;
  return node?.type.startsWith('flatpeak-') ? node : null;
}

/** The running node's own where the dialog still means the same: they hold what messages said, too. */
async function ratesOf(
  { account, looks, signal }: Drawn,
  values: Values,
  carbon: boolean,
  running?: Running,
): Promise<Rates> {
  const direction = asDirection(values['direction'] ?? 'IMPORT');
  const isSame = (feed?: Feed): boolean =>
    running !== undefined && running.feed === feed && running.settings.direction === direction;
  if (!account) {
    if (running && isSame() && running.rates.series.length > 0) return running.rates;
    throw new DialogError('no_messages');
  }
  if (isBlank(values['location'])) throw new DialogError('no_location');
  const location = asId(values['location'], 'location_id');
  const feed = account.feed(location, direction);
  await looks.at(account, feed, carbon, signal);
  return running && isSame(feed) ? running.rates : feed;
}

function sceneOf(RED: NodeAPI, { series, home, error }: Rates): Scene {
  const now = hubOf(RED).clock.now();
  const isOver = (series.at(-1)?.to ?? now) <= now;
  if (!home || isOver) throw error ?? new DialogError('no_rates');
  const hostZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { series, home, hostZone, now };
}

/** What is known is worth seeing, also when FlatPeak does not answer any more. */
function troubleWith(RED: NodeAPI, { error }: Rates): { trouble?: Trouble } {
  return error ? { trouble: troubleOf(RED, error) } : {};
}

/** The settings, or the field that is wanting. */
function settingsIn(values: Values): Settings | string {
  try {
    return settingsOf(values);
  } catch (error) {
    if (error instanceof FlatPeakError && error.detail !== undefined) return error.detail;
    throw error;
  }
}

/** What the appliance has had counts for the picture as it does for the switch. */
function stateFor(settings: Settings, running: Running): SwitchState {
  return running ? dropReplaced(running.memory, settings) : FRESH;
}
