import type { Planned } from './wire';

/** Whether two plans show the same from `now` on: slots that merely went by are no news. */
export function sameFuture(a: Planned, b: Planned, now: number): boolean {
  return future(a, now) === future(b, now);
}

function future({ outlook, series }: Planned, now: number): string {
  const runs = [...outlook.runs, ...(outlook.plan?.runs ?? [])]
    .filter(({ to }) => to > now)
    .map(({ from, to }) => [Math.max(from, now), to]);
  const slots = series
    .filter(({ to }) => to > now)
    .map(({ from, to, rate, confidence }) => [Math.max(from, now), to, rate, confidence]);
  return JSON.stringify([runs, slots]);
}
