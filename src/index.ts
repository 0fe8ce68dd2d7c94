/**
 * The public library: FlatPeak's API as a polite client, its objects as types, and the planner. No part of it knows Node-RED.
 */
export { FlatPeakClient, type ClientOptions } from './flatpeak/client';
export { FlatPeakError, type ErrorCode } from './flatpeak/errors';
export type {
  FlatPeakEvent,
  Location,
  LocationList,
  LocationsQuery,
  LocationStatus,
  RatesQuery,
  TariffRates,
  TariffSlot,
} from './flatpeak/wire';
export type { PlanPayload } from './messages/plan';
export type { RatesMessage } from './messages/rates';
export type { SlotMessage } from './messages/slot';
export type { RatesSummary } from './messages/summary';
export type { SwitchMessage } from './messages/switched';
export { plan } from './plan/plan';
export type { Plan, PlanRequest, Rule, Run, Slot } from './plan/types';
export { window } from './time/window';
