/**
 * A well-mixed 53-bit hash of text (two 32-bit lanes, each finished as murmur3 does). The same text gives the same number
 * on every machine and in every year: who is in a control group depends on it, so it must never change.
 */
export function hash53(text: string): number {
  let low = 0x9e3779b9;
  let high = 0x243f6a88;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x85ebca6b);
    low ^= low >>> 15;
    high = Math.imul(high ^ unit, 0xc2b2ae35);
    high ^= high >>> 13;
  }
  return (finish(high ^ text.length) & 0x1fffff) * 0x1_0000_0000 + finish(low ^ high);
}

/** From 0 (included) to 1 (excluded), uniform over different texts. */
export function fraction(text: string): number {
  return hash53(text) / 2 ** 53;
}

function finish(lane: number): number {
  let mixed = lane ^ (lane >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  mixed ^= mixed >>> 16;
  return mixed >>> 0;
}
