/** One line of the table: what we take, what something else takes for the same in the same run, and the target. */
export interface Row {
  readonly name: string;
  /** Of `ours` and of what is beside it; none for a plain number. */
  readonly unit?: string;
  readonly ours: number;
  readonly beside?: readonly [name: string, measured: number];
  /** The most that `ours` may be. */
  readonly most?: number;
  /** The most that `ours` may be of what is beside it. */
  readonly mostOfBeside?: number;
}

export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Prints a section; as one measurement of many, hands it to the table of all. */
export function report(title: string, rows: readonly Row[]): void {
  const section: Section = { title, rows };
  if (process.send) process.send(section);
  else print([section]);
}

export function print(sections: readonly Section[]): void {
  const head = ['', 'ours', 'beside it', 'ratio', 'target', ''];
  const table = [
    head,
    ...sections.flatMap(({ title, rows }) => [[title.toUpperCase()], ...rows.map(cells), []]),
  ];
  const widths = head.map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0)));
  for (const row of table)
    console.log(
      row
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

function cells({ name, unit = '', ours, beside, most, mostOfBeside }: Row): string[] {
  const amount = (value: number): string => `${number(value)} ${unit}`.trimEnd();
  const share = beside ? ours / beside[1] : NaN;
  const targets = [
    ...(most === undefined ? [] : [{ text: amount(most), met: ours <= most }]),
    ...(mostOfBeside === undefined
      ? []
      : [{ text: ratio(mostOfBeside), met: share <= mostOfBeside }]),
  ];
  return [
    `  ${name}`,
    amount(ours),
    beside ? `${amount(beside[1])}, ${beside[0]}` : '',
    beside && ours > 0 ? ratio(share) : '',
    targets.length > 0 ? `at most ${targets.map(({ text }) => text).join(' and ')}` : '',
    targets.length > 0 ? (targets.every(({ met }) => met) ? 'met' : 'MISSED') : '',
  ];
}

function ratio(share: number): string {
  return share < 1 ? `1/${number(1 / share)}` : `${number(share)} x`;
}

function number(value: number): string {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return Number(value.toFixed(Math.min(digits, 6))).toLocaleString('en-GB', {
    maximumFractionDigits: 6,
  });
}
