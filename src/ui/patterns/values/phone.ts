// Calling codes of one and two digits; all others have three.
const short = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/**
 * A number in groups the eye can follow: `+442079460715` -> `+44 207 946 0715`. Numbers that are not stored with their
 * country stay as they were written.
 */
export function formatPhone(value: string): string {
  const digits = /^\+(\d{7,15})$/.exec(value)?.[1];
  if (!digits) return value;
  const code = short.exec(digits)?.[0] ?? digits.slice(0, 3);
  return [`+${code}`, ...groups(digits.slice(code.length))].join(' ');
}

/** Threes from the left; the last group has two to four digits. */
function groups(digits: string): string[] {
  if (digits.length <= 4) return [digits];
  const size = digits.length <= 6 || digits.length === 8 ? Math.ceil(digits.length / 2) : 3;
  return [digits.slice(0, size), ...groups(digits.slice(size))];
}
