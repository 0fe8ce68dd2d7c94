import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

/** Every page of documentation, by its path in the repository. */
export const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  '.github/pull_request_template.md',
  ...files('docs', '.md'),
];

/** Paths of all files in a folder whose names end like this. */
export function files(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((name) => name.endsWith(ending));
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export interface Block {
  readonly language: string;
  readonly code: string;
  /** What a `text` block right behind it says that it prints. */
  readonly prints: string | undefined;
}

const FENCE = /^```(\w*)\n([^]*?)^```$(?=(?:\n+```text\n([^]*?)^```$)?)/gm;

/** The blocks of code of a page. */
export function blocks(page: string): Block[] {
  return [...read(page).matchAll(FENCE)].map(([, language = '', code = '', prints]) => ({
    language,
    code,
    prints,
  }));
}

/** A page without its code, and with every link in its place. */
export function prose(page: string): string {
  const text = read(page).replace(FENCE, '');
  const defined = [...text.matchAll(/^\[([\w-]+)\]: (\S+)$/gm)];
  const targets = new Map(defined.map(([, name, target]) => [name, target]));
  return text.replace(/\]\[([\w-]+)\]/g, (_, name: string) => `](${targets.get(name)})`);
}

/** The headings of a page as links name them. */
export function anchors(page: string): string[] {
  return [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** One column of every table of a page whose first heading is `heading`; cells without `**` and `_`. */
export function column(page: string, heading: string, index = 0): string[] {
  const tables = prose(page).matchAll(/^\|.*\|\n\|[ :|-]+\|\n(?:\|.*\|\n?)+/gm);
  return [...tables].flatMap(([table]) => {
    const [head, , ...rows] = table
      .trim()
      .split('\n')
      .map((row) => row.split('|').map((cell) => cell.trim().replace(/^(\*\*|_)(.*)\1$/, '$2')));
    return head?.[1] === heading ? rows.map((row) => row[index + 1] ?? '') : [];
  });
}

/** What stands as code in a text. */
export function codes(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}
