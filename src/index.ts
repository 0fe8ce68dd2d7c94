/**
 * The public library: FlatPeak's API as a polite client, its objects and our messages as types, and the planner. No part of
 * it knows Node-RED.
 */
export { FlatPeakClient, type ClientOptions } from './flatpeak/client';
export { FlatPeakError, type ErrorCode } from './flatpeak/errors';
export type { Diagnostics } from './flatpeak/diagnostics';
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
export type { EventMessage } from './messages/event';
export type { LocationMessage } from './messages/location';
export type { ListedLocation, LocationParts } from './messages/location-list';
export type { PlanPayload } from './messages/plan';
export type { RatesMessage } from './messages/rates';
export type { SlotMessage } from './messages/slot';
export type { LocationStatusMessage, StatusProblem } from './messages/status-problems';
export type { RatesSummary } from './messages/summary';
export type { SwitchMessage } from './messages/switched';
export { plan } from './plan/plan';
export { savings, type Savings, type Spending } from './plan/savings';
export type { Plan, PlanRequest, Rule, Run, Slot } from './plan/types';
export { valueSlots, type PricedSlot, type Value } from './plan/value';
export { window, type Window } from './time/window';
