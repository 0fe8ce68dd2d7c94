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
import type { Rates } from '../../switch/wire';
import type { Account } from '../account/account';
import type { CheapSlotNode } from '../cheap-slot/run';
import { settingsOf } from '../cheap-slot/settings';
import type { Values } from '../cheap-slot/values';
import { asDirection, asFlag, asId, isBlank } from '../fields';
import { hubOf } from '../hub';
import { readDraft } from './fields';
import type { Looks } from './look';
import { DialogError } from './trouble';

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
export type Draw = (drawn: Drawn) => Promise<Picture>;

type Running = CheapSlotNode['flatpeak'];

/** The picture of a plan; with `problem`, the field that is wanting, it shows the rates alone. */
export type PlanDrawing = Picture & { readonly problem?: string };

/** What cheap slot would make of the rates. */
export async function drawPlan(drawn: Drawn): Promise<PlanDrawing> {
  const { RED, sketch, accountId } = drawn;
  const node: CheapSlotNode | null = nodeOf(RED, sketch.node);
  const running = node?.type === 'flatpeak-cheap-slot' ? node.flatpeak : undefined;
  const values = await readDraft(RED, node ?? nodeOf(RED, accountId), sketch.fields);
  const carbon = !isBlank(values['value']) && values['value'] !== 'rate';
  const scene = sceneOf(RED, await ratesOf(drawn, values, carbon, running));
  const settings = settingsIn(values);
  if (typeof settings === 'string') return { ...bareDays(scene), problem: settings };
  return planPicture(scene, settings, stateFor(settings, running));
}

/** The rates of the next 24 hours. */
export async function drawRates(drawn: Drawn): Promise<Picture> {
  const { RED, sketch, accountId } = drawn;
  const node = nodeOf(RED, sketch.node) ?? nodeOf(RED, accountId);
  const values = await readDraft(RED, node, sketch.fields);
  const carbon = asFlag(values['carbon'], 'include_carbon');
  return ratesPicture(sceneOf(RED, await ratesOf(drawn, values, carbon)));
}

function nodeOf(RED: NodeAPI, id: unknown): Node | null {
  return typeof id === 'string' ? RED.nodes.getNode(id) : null;
}

/** The running node's own where the dialog still means the same: they hold what messages said, too. */
async function ratesOf(
  { account, accountId, looks, signal }: Drawn,
  values: Values,
  carbon: boolean,
  running?: Running,
): Promise<Rates> {
  if (!account) {
    if (running && running.rates.series.length > 0) return running.rates;
    throw new DialogError('no_messages');
  }
  if (isBlank(values['location'])) throw new DialogError('no_location');
  const location = asId(values['location'], 'location_id');
  const direction = asDirection(values['direction'] ?? 'IMPORT');
  const feed = account.feed(location, direction);
  await looks.at(feed, carbon, signal);
  const same =
    running?.account === accountId &&
    running.location === location &&
    running.settings.direction === direction;
  return same ? running.rates : feed;
}

function sceneOf(RED: NodeAPI, { series, home, error }: Rates): Scene {
  if (!home || series.length === 0) throw error ?? new DialogError('no_rates');
  const hostZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { series, home, hostZone, now: hubOf(RED).clock.now() };
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
