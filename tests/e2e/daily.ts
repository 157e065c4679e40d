import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Hands, Way } from './hands';
import type { Person } from './people';

/** What one run of a job works on; the word is in the name of everything and differs from run to run. */
export interface Seed {
  readonly word: string;
  readonly contact: string;
  readonly deal: string;
  readonly lead: string;
  readonly meeting: string;
}

type Do = (hands: Hands, seed: Seed) => Promise<void>;

export interface Job {
  readonly name: string;
  /** Actions it may take at most. */
  readonly most: Readonly<Record<Way, number>>;
  readonly path: (seed: Seed) => string;
  readonly ways: Readonly<Record<Way, Do>>;
  /** Waits until it is done: stored, or on screen where nothing is stored. */
  readonly done: (ada: Person, seed: Seed, page: Page) => Promise<unknown>;
}

export const has = (ada: Person, path: string, found: object) =>
  expect.poll(() => ada.call<object[]>('GET', path)).toContainEqual(expect.objectContaining(found));
export const is = (ada: Person, path: string, found: object) =>
  expect.poll(() => ada.call<object>('GET', path)).toMatchObject(found);

/** By mouse and by touch the same. */
export const pointing = (act: Do, keys: Do): Job['ways'] => ({ mouse: act, touch: act, keys });

const dayLength = 86_400_000;
/** The first Monday that is three days away or more: meetings of the jobs are in its week. */
const monday = (() => {
  const soon = new Date(Date.now() + 3 * dayLength);
  return new Date(soon.getTime() + ((8 - soon.getUTCDay()) % 7) * dayLength);
})();
/** A day of that week. */
export const day = (at: number): string =>
  new Date(monday.getTime() + at * dayLength).toISOString().slice(0, 10);
/** On the clocks of the company, which is in Istanbul. */
export const at = (days: number, clock: string): string =>
  new Date(`${day(days)}T${clock}:00+03:00`).toISOString();

const words = { mouse: 'Maple', keys: 'Cedar', touch: 'Willow' } as const;

/** Records for one way of working, told apart from those of the others by a word. */
export async function seedFor(ada: Person, way: Way): Promise<Seed> {
  const word = words[way];
  const make = async (object: string, body: object) =>
    (await ada.call<{ id: string }>('POST', `/${object}`, body)).id;
  await make('accounts', { name: `Anchor ${word}` });
  const account_id = await make('accounts', { name: `Silverquay ${word}` });
  const name = { first_name: 'Ilse', last_name: word };
  const due = (ms: number) => new Date(Date.now() + ms).toISOString();
  // Each way finds its own first: what those before it left has been put off, moved or done.
  const clock = { mouse: '14:00', keys: '09:00', touch: '16:00' }[way];
  const [contact, deal, lead, meeting] = await Promise.all([
    make('contacts', { ...name, account_id }),
    make('deals', { title: `Crane ${word}`, account_id }),
    make('leads', { first_name: 'Bo', last_name: word, company_name: `Lind ${word}` }),
    make('activities', {
      ...{ kind: 'meeting', subject: `Visit ${word}`, duration_minutes: 60 },
      occurred_at: at(0, clock),
    }),
    make('tasks', { title: `Late ${word} 1`, due_at: due(-49 * dayLength) }),
    make('tasks', { title: `Late ${word} 2`, due_at: due(-48 * dayLength) }),
  ]);
  return { word, contact, deal, lead, meeting };
}
