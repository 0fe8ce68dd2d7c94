import { lazy } from './lazy';

/** The one way to luxon, and only from this folder. */
export const luxon = lazy(() => require('luxon') as typeof import('luxon'));
