/** The folder our files live in. Names are ours: letters, digits, `-` and one dot. */
export interface Files {
  /**
   * The text; empty where something stands there that cannot be ours; `undefined` where nothing does. Rejects on any other
   * failure.
   */
  read(name: string): Promise<string | undefined>;
  /** Replaces the file in one step: a reader sees the old or the new text, also after a power cut. */
  write(name: string, text: string): Promise<void>;
  /** Moves an unreadable file out of the way, to `<name>.bad`. */
  setAside(name: string): Promise<void>;
}
