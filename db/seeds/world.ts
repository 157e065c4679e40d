import type { Faker } from '@faker-js/faker';
import type { Caller } from './caller';
import { day, hour, type Story } from './story';
import type { Words } from './words';

/** How somebody sells: the size of their deals, days they take, how often they win and how much they talk. */
export interface Style {
  readonly size: number;
  readonly pace: number;
  readonly win: number;
  readonly talk: number;
}

export interface Seller {
  readonly id: string;
  readonly name: string;
  readonly call: Caller;
  readonly style: Style;
}

export interface Person {
  /** Known once the person was made. */
  id?: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface Firm {
  id?: string;
  readonly name: string;
  readonly domain: string;
  readonly employees: number;
  /** Null: that of the company. */
  readonly currency: string | null;
  readonly input: Readonly<Record<string, unknown>>;
  readonly people: Person[];
  readonly seller: Seller;
  /** When it first bought something; infinite: not yet. */
  customer_since: number;
}

export interface Deal {
  id?: string;
  readonly title: string;
  readonly amount: number;
  readonly firm: Firm;
  readonly seller: Seller;
  readonly source: string;
  /** When it was won or lost; null: not in this story. */
  won: number | null;
  lost: number | null;
  readonly begins: number;
}

/** What all parts of the story know. */
export interface World {
  readonly words: Words;
  readonly faker: Faker;
  readonly story: Story;
  readonly sellers: readonly Seller[];
  /** Somebody without an account. */
  readonly customer: Caller;
  readonly stages: readonly string[];
  /** Entries of checklists by stage, once they are there. */
  readonly checks: readonly (readonly string[])[];
  /** The second pipeline. */
  readonly renewals: { readonly id: string; readonly stages: readonly string[] };
  readonly products: readonly string[];
  readonly firms: Firm[];
  readonly deals: Deal[];
}

/** A moment in office hours of that day, or of a working day soon after. */
export function officeTime({ words, faker }: World, at: number): number {
  const number = Math.floor(at / day);
  const weekday = (number + 4) % 7;
  const shift = weekday === 6 || weekday === 0 ? 2 : 0;
  const minutes = faker.number.int({ min: 9 * 60, max: 17 * 60 });
  return (number + shift) * day + minutes * 60_000 - words.company.ahead * hour;
}

/** Whole days from `min` to `max`, ms, by somebody's pace. */
export const daysOf = ({ faker }: World, min: number, max: number, pace = 1): number =>
  Math.max(1, Math.round(faker.number.int({ min, max }) * pace)) * day;

/** The words in curly brackets filled in. */
export const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** How busy a month is: summer and the end of the year are quiet, spring and autumn are not. */
const seasons = [0.9, 1, 1.2, 1.1, 1.1, 1, 0.7, 0.6, 1.1, 1.25, 1.15, 0.7];

/** Moments at which something of which there are `most` in a year begins, more often from month to month. */
export function beginnings(world: World, most: number): number[] {
  const { faker, story } = world;
  const found: number[] = [];
  while (found.length < most) {
    const share = faker.number.float({ min: 0, max: 1 });
    const at = story.from + share * (story.until - story.from);
    const busy = ((seasons[new Date(at).getUTCMonth()] ?? 1) * (0.7 + 0.6 * share)) / 1.6;
    if (faker.number.float({ min: 0, max: 1 }) < busy) found.push(officeTime(world, at));
  }
  return found.sort((a, b) => a - b);
}

/** Whose turn it is: everybody's, and that of the first one, who looks at the demo, twice. */
export function turnOf(sellers: readonly Seller[], at: number): Seller {
  const turn = at % (sellers.length + 1);
  return sellers[turn === sellers.length ? 0 : turn] as Seller;
}
