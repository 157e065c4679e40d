import { newId } from '@/platform/ids';

/**
 * Places in a column as texts that sort byte by byte: digits of base 36, read as a fraction. Between two of them there is
 * always another one, so a move writes one row. A text never ends in 0, so no two texts are the same fraction.
 */
const base = 36n;
/** Room that is looked for between two places, so that moves at the same time hardly ever choose the same one. */
const room = base ** 3n;
const longest = 190;

/** A place before all others: the time turned around, so that what comes later is further up. Unique like an id. */
export function topRank(): string {
  const hex = newId().replaceAll('-', '');
  const turned = [...hex].map((digit) => (15 - Number.parseInt(digit, 16)).toString(16)).join('');
  return `${turned}1`;
}

/**
 * A place after `before` and before `after`; null is the top or the bottom of the column. Which one is chance, so that two
 * people who move to the same place at once get an order. Null when there is no room, after thousands of moves to one place.
 */
export function rankBetween(before: string | null, after: string | null): string | null {
  if (before !== null && after === null) return below(before);
  for (let digits = 4; digits <= longest; digits += 1) {
    const low = before === null ? 0n : numberOf(before, digits);
    const high = after === null ? base ** BigInt(digits) : numberOf(after, digits);
    const gap = high - low;
    if (gap < room * 3n) continue;
    // Cut off digits of `before` make `low` smaller than it is; the lowest third is not used anyway.
    return textOf(low + gap / 3n + randomBelow(gap / 3n), digits);
  }
  return null;
}

/** A small step down from the last place, so that going to the bottom again and again needs no more digits. */
function below(last: string): string | null {
  const digits = 12;
  const value = numberOf(last, digits) + 1n + randomBelow(room);
  return value < base ** BigInt(digits)
    ? textOf(value, digits)
    : rankBetween(last, 'zz'.repeat(95));
}

function numberOf(text: string, digits: number): bigint {
  let value = 0n;
  for (const digit of text.slice(0, digits).padEnd(digits, '0'))
    value = value * base + BigInt(Number.parseInt(digit, 36));
  return value;
}

/** Never ends in 0. */
function textOf(value: bigint, digits: number): string {
  const odd = value % base === 0n ? value + 1n : value;
  return odd.toString(36).padStart(digits, '0');
}

const randomBelow = (limit: bigint): bigint => BigInt(`0x${newId().slice(-12)}`) % limit;
