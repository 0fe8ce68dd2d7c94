import type { Picture, PictureSlot } from '../../src/messages/picture';

/** What the browser code of the dialogs uses of the editor, and shares among its files. */
declare global {
  type FlatPeakSlot = PictureSlot;
  type FlatPeakPicture = Picture & { problem?: string; trouble?: FlatPeakTrouble };

  interface EditorNode {
    id: string;
    source?: string;
    baseUrl?: string;
    api?: string;
    apiVersion?: string;
    importFactor?: string;
    importOffset?: string;
    exportFactor?: string;
    exportOffset?: string;
    /** It differs from what is deployed. */
    changed?: boolean;
    _def: {
      defaults: Record<string, { validate?: (value: unknown, opt: object) => boolean | string }>;
    };
    credentials?: { account_id?: string; api_key?: string; _?: { account_id?: string } };
  }

  const RED: {
    _(key: string, values?: object): string;
    i18n: { lang(): string };
    nodes: { node(id: string): EditorNode | null };
    popover: { tooltip(target: JQuery, text: string): void };
  };

  interface JQuery {
    typedInput(property: 'type' | 'value', value?: string): string;
    typedInput(options: { default: string; types: string[]; typeField: string }): this;
    attr(name: string, value: boolean): this;
  }

  interface FlatPeakTrouble {
    code: string;
    message: string;
    detail?: string;
  }

  /** A dialog's fields; these say where its rates come from. */
  interface FlatPeakFields {
    location?: string;
    locationType?: string;
    direction?: string;
    /** `rate`, `carbon` or `blend`. */
    value?: string;
    [name: string]: unknown;
  }

  /** What a dialog wants drawn, and whom to tell. */
  interface FlatPeakSketch {
    node: { id: string };
    path: 'plan' | 'rates';
    /** Id of the chosen account; blank for none. */
    account: () => string;
    /** The dialog's fields as a deploy would save them. */
    fields: () => FlatPeakFields;
    drawn?: (picture: FlatPeakPicture) => void;
  }

  interface FlatPeakChartWords {
    title: string;
    now: string;
    slot: (slot: FlatPeakSlot) => string;
    line: (name: string, value: number) => string;
    /** Told which slot is meant; none when nobody points at one any more. */
    point: (slot?: FlatPeakSlot) => void;
  }

  interface FlatPeak {
    text(key: string, values?: object): string;
    trouble(trouble: FlatPeakTrouble): string;
    ask(
      account: string,
      question: { path: string; query?: object; body?: object },
      // Each path has a reply of its own, which callers know.
      // oxlint-disable-next-line typescript/no-explicit-any
      done: (reply: any) => void,
      failed: (sentence: string) => void,
    ): () => void;
    locationPicker(property: string, account?: string): void;
    isEnvironment(value: string | number | undefined): boolean;
    typed(literal: 'str' | 'num', ...names: string[]): void;
    fits(
      node: EditorNode,
      name: string,
      value: string | number | undefined,
      pattern: RegExp,
    ): boolean;
    accessible(): void;
    reasons(node: EditorNode, prefix?: string): void;
    connectionTest(account: EditorNode): void;
    chart(box: JQuery, picture: FlatPeakPicture, words: FlatPeakChartWords): void;
    picture(
      box: JQuery,
      sketch: FlatPeakSketch,
    ): (event: { type: string; target?: Element }) => void;
    words: {
      clock(at: number, timezone: string, seconds?: boolean): string;
      day(at: number, timezone: string): string;
      moment(at: number, timezone: string, seconds?: boolean): string;
      number(value: number, digits: number): string;
      money(value: number): string;
      duration(minutes: number): string;
    };
  }

  interface Window {
    flatpeak: FlatPeak;
  }
}
