/** Delays loading until first use, so that Node-RED starts as fast with our nodes as without them. */
export function lazy<T>(load: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= load());
}
