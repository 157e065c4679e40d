import { Problem } from './problem';

const decimalText = /^([+-]?)(\d{1,25})(?:\.(\d{1,25}))?$/;
/** Largest scaled amount: sums of millions of records stay inside int8 and numeric. */
const largest = 10n ** 17n;

/**
 * Exact decimal to a whole number of 10^-digits units: `parseScaled('12.5', 2)` is 1250n. Takes numbers too, by the
 * digits they print. Throws rather than round.
 */
export function parseScaled(input: unknown, digits: number): bigint {
  const written = typeof input === 'number' && Number.isFinite(input) ? plainDigits(input) : input;
  if (typeof written !== 'string') throw new Problem('invalid_number', 'This must be a number.');
  const match = decimalText.exec(written.trim());
  if (!match) throw new Problem('invalid_number', 'This must be a number.');
  const [, sign = '', whole = '', fraction = ''] = match;
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > digits) {
    throw new Problem(
      'too_precise',
      digits === 0 ? 'This must be a whole number.' : `This must have at most ${digits} decimals.`,
    );
  }
  const scaled = BigInt(whole + kept.padEnd(digits, '0'));
  if (scaled >= largest) throw new Problem('out_of_range', 'This number is too large.');
  return sign === '-' ? -scaled : scaled;
}

/** The way back: `formatScaled(1250n, 2)` is `12.50`. */
export function formatScaled(scaled: bigint, digits: number): string {
  const negative = scaled < 0n;
  const text = (negative ? -scaled : scaled).toString().padStart(digits + 1, '0');
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return negative ? `-${whole}` : whole;
}

/** `1e21` and `1e-7` written out. */
function plainDigits(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  return Math.abs(value) < 1 ? value.toFixed(25) : BigInt(value).toString();
}

/** Throws when outside `min` and `max` (in whole units), the value itself otherwise. */
export function limitRange(scaled: bigint, digits: number, min?: number, max?: number): bigint {
  if (min !== undefined && scaled < parseScaled(min, digits)) {
    throw new Problem('too_small', `This must be at least ${min}.`);
  }
  if (max !== undefined && scaled > parseScaled(max, digits)) {
    throw new Problem('too_large', `This must be at most ${max}.`);
  }
  return scaled;
}
