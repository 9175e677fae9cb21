// Chance that can be had again: the same words give the same numbers.

/** A source of numbers between 0 and 1 (mulberry32), begun by the letters of `words`. */
export function chanceOf(words: string): () => number {
  let state = 0
  for (const letter of words) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
