import type { Planned } from './wire';

/** Whether two plans show the same from `now` on: slots that merely went by are no news. */
export function sameFuture(a: Planned, b: Planned, now: number): boolean {
  return (
    shown(a, now) === shown(b, now) && (a.series === b.series || rates(a, now) === rates(b, now))
  );
}

function shown({ outlook }: Planned, now: number): string {
  const runs = [...outlook.runs, ...(outlook.plan?.runs ?? [])]
    .filter(({ to }) => to > now)
    .map(({ from, to }) => [Math.max(from, now), to]);
  // What a limit leaves out shrinks by itself as time goes by.
  const short = outlook.task?.remaining === undefined ? 0 : outlook.plan?.shortfall;
  return JSON.stringify([runs, short]);
}

function rates({ series }: Planned, now: number): string {
  const slots = series
    .filter(({ to }) => to > now)
    .map(({ from, to, rate, confidence }) => [Math.max(from, now), to, rate, confidence]);
  return JSON.stringify(slots);
}
