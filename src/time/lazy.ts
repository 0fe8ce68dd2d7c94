/** Delays loading a library until it is used, so that Node-RED starts as fast without our nodes as with them. */
export function lazy<T>(load: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= load());
}
