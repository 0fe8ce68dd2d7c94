export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
/** 24 hours of elapsed time; a local day may be shorter or longer. */
export const DAY = 24 * HOUR;
