/** Colours of a company's accent, made readable whatever colour was chosen. */

type Rgb = readonly [number, number, number];

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
const dark: Rgb = [32, 33, 38];
const light: Rgb = [233, 234, 240];

/** WCAG AA for text of any size, with a little to spare for rounding. */
const enough = 4.6;

/**
 * Custom properties for <html>: a solid that carries white text and a text colour for light and dark surfaces.
 * Empty for null or anything that is not `#rrggbb`.
 */
export function accentVariables(hex: string | null): Record<string, string> {
  const color = parse(hex);
  if (!color) return {};
  return {
    '--accent-solid-light': toHex(shift(color, black, (one) => contrast(one, white))),
    '--accent-solid-dark': toHex(shift(color, black, (one) => contrast(one, white))),
    '--accent-text-light': toHex(shift(color, black, (one) => contrast(one, light))),
    '--accent-text-dark': toHex(shift(color, white, (one) => contrast(one, dark))),
  };
}

const names = [
  '--accent-solid-light',
  '--accent-solid-dark',
  '--accent-text-light',
  '--accent-text-dark',
];

/** Gives the page of this browser an accent; null is Ambit's own. */
export function paintAccent(hex: string | null): void {
  const variables = accentVariables(hex);
  for (const name of names) {
    if (variables[name]) document.documentElement.style.setProperty(name, variables[name]);
    else document.documentElement.style.removeProperty(name);
  }
}

/** Moves a colour towards another in small steps until it reads well enough. */
function shift(color: Rgb, towards: Rgb, measure: (color: Rgb) => number): Rgb {
  for (let step = 0; step <= 50; step += 1) {
    const mixed = mix(color, towards, step / 50);
    if (measure(mixed) >= enough) return mixed;
  }
  return towards;
}

function parse(hex: string | null): Rgb | null {
  if (!hex || !/^#[0-9a-f]{6}$/i.test(hex)) return null;
  const number = Number.parseInt(hex.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  Math.round(a[0] + (b[0] - a[0]) * share),
  Math.round(a[1] + (b[1] - a[1]) * share),
  Math.round(a[2] + (b[2] - a[2]) * share),
];

const toHex = (color: Rgb): string =>
  `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

/** WCAG 2 contrast ratio, 1 to 21. */
function contrast(a: Rgb, b: Rgb): number {
  const [bright, dim] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
