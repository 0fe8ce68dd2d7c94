/** A number from −1 to 1 that looks random and is always the same for the same whole numbers. */
export function noise(seed: number, at: number): number {
  return mix(Math.imul(seed, 0x9e3779b1) ^ Math.imul(at, 0x85ebca77)) / 0x7fffffff - 1;
}

/** Eight hexadecimal digits that depend on every character. Good for ids of a sample, useless for secrets. */
export function fingerprint(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h).toString(16).padStart(8, '0');
}

/** Spreads every bit over all 32. */
function mix(bits: number): number {
  let h = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
