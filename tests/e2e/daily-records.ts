import { expect } from 'vitest';
import { has, is, type Job, pointing } from './daily';
import type { Hands } from './hands';

const writtenDown = async (hands: Hands, kind: string) => {
  const { page } = hands;
  if (hands.way === 'touch') await hands.point(page.getByRole('tab', { name: 'Timeline' }));
  const group = page.getByRole('group', { name: 'Write down' });
  await hands.point(group.getByRole('button', { name: kind }));
};

/** What is done with people, leads and lists all day. */
export const recordJobs: readonly Job[] = [
  {
    name: 'log a call',
    most: { mouse: 3, keys: 3, touch: 3 },
    path: ({ contact }) => `/contacts/${contact}`,
    ways: pointing(
      async (hands) => {
        await writtenDown(hands, 'Call');
        const form = hands.page.getByRole('form', { name: 'Log a call' });
        await hands.point(form.getByRole('button', { name: 'Save' }));
      },
      async (hands) => {
        await hands.press('l');
        await hands.page.getByLabel('Subject').waitFor();
        await hands.press('ControlOrMeta+Enter');
      },
    ),
    done: (ada, { contact, word }) =>
      has(ada, `/activities?filter[contact_id]=${contact}`, {
        ...{ kind: 'call', subject: `Call with Ilse ${word}` },
      }),
  },
  {
    name: 'add a note with a mention',
    most: { mouse: 4, keys: 4, touch: 5 },
    path: ({ contact }) => `/contacts/${contact}`,
    ways: pointing(
      async (hands) => {
        const { page } = hands;
        await writtenDown(hands, 'Note');
        await page.getByRole('form', { name: 'Write a note' }).getByLabel('Text').waitFor();
        await hands.type('Ask @gra');
        await hands.point(page.getByRole('option', { name: 'Grace Hopper' }));
        await hands.point(page.getByRole('button', { name: 'Save', exact: true }));
      },
      async (hands) => {
        await hands.press('n');
        await hands.page.getByLabel('Text').waitFor();
        await hands.type('Ask @gra');
        await hands.page.getByRole('option', { name: 'Grace Hopper' }).waitFor();
        await hands.press('Enter', 'ControlOrMeta+Enter');
      },
    ),
    done: (ada, { contact }) =>
      has(ada, `/notes?filter[contact_id]=${contact}`, {
        body: expect.stringMatching(/^Ask @\[Grace Hopper\]/),
      }),
  },
  {
    name: 'find a contact',
    most: { mouse: 3, keys: 3, touch: 3 },
    path: () => '/home',
    ways: pointing(
      async (hands, { word }) => {
        const { page } = hands;
        await hands.point(page.getByRole('button', { name: 'Search' }));
        await page.getByRole('dialog').getByRole('combobox').waitFor();
        await hands.type(`ilse ${word}`);
        await hands.point(page.getByRole('option', { name: `Ilse ${word}` }).first());
        await page.getByRole('heading', { level: 1, name: `Ilse ${word}` }).waitFor();
      },
      async (hands, { word }) => {
        const { page } = hands;
        await hands.press('ControlOrMeta+k');
        await page.getByRole('dialog').getByRole('combobox').waitFor();
        await hands.type(`ilse ${word}`);
        await page.getByRole('option', { name: `Ilse ${word}`, selected: true }).waitFor();
        await hands.press('Enter');
        await page.getByRole('heading', { level: 1, name: `Ilse ${word}` }).waitFor();
      },
    ),
    done: async () => undefined,
  },
  {
    name: 'change one field',
    most: { mouse: 4, keys: 8, touch: 5 },
    path: () => '/contacts',
    ways: {
      async mouse(hands, { word }) {
        const row = hands.page.getByRole('row', { name: `Ilse ${word}` });
        await hands.point(row.getByRole('gridcell').nth(5));
        await hands.press('Enter');
        await hands.type('Head of logistics');
        await hands.press('Enter');
      },
      async keys(hands, { word }) {
        const { page } = hands;
        await hands.press('/');
        await hands.type(word);
        await page.locator('main output', { hasText: /^1$/ }).waitFor();
        await hands.press('Enter');
        for (let at = 0; at < 4; at++) await page.keyboard.press('ArrowRight');
        hands.actions += 1; // a key held down
        await hands.press('e');
        await hands.type('Head of logistics');
        await hands.press('Enter');
      },
      async touch(hands, { word }) {
        const { page } = hands;
        await hands.point(page.getByRole('button', { name: `Ilse ${word}` }));
        const sheet = page.getByRole('dialog');
        await hands.point(sheet.getByRole('button', { name: 'Edit Job title' }));
        await page.getByRole('textbox', { name: 'Job title' }).waitFor();
        await hands.type('Head of logistics');
        await hands.press('Enter');
      },
    },
    done: (ada, { contact }) => is(ada, `/contacts/${contact}`, { job_title: 'Head of logistics' }),
  },
  {
    name: 'convert a lead',
    most: { mouse: 2, keys: 4, touch: 2 },
    path: ({ lead }) => `/leads/${lead}`,
    ways: pointing(
      async (hands) => {
        const { page } = hands;
        await hands.point(page.getByRole('button', { name: 'Convert', exact: true }));
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Last name').waitFor();
        await hands.point(dialog.getByRole('button', { name: 'Convert', exact: true }));
      },
      async (hands) => {
        const { page } = hands;
        await hands.press('ControlOrMeta+k');
        await page.getByRole('dialog').getByRole('combobox').waitFor();
        await hands.type('convert');
        await page.getByRole('option', { name: 'Convert this lead', selected: true }).waitFor();
        await hands.press('Enter');
        await page.getByRole('dialog').getByLabel('Last name').waitFor();
        await hands.press('ControlOrMeta+Enter');
      },
    ),
    done: (ada, { lead }) => is(ada, `/leads/${lead}`, { status: 'qualified' }),
  },
  {
    name: 'filter and sort a list',
    most: { mouse: 5, keys: 11, touch: 9 },
    path: () => '/accounts',
    ways: {
      async mouse(hands, { word }) {
        const { page } = hands;
        await hands.point(page.getByRole('button', { name: 'Filter', exact: true }));
        await filterByName(hands, word);
        await hands.point(
          page.getByRole('columnheader').getByRole('button', { name: 'Account', exact: true }),
        );
      },
      async keys(hands, { word }) {
        const { page } = hands;
        await hands.press('f');
        await filterByName(hands, word);
        await hands.press('Escape');
        await page.locator('button:focus', { hasText: 'Filter' }).waitFor();
        await hands.press('/', 'Enter', 'ArrowUp', 'Enter');
        await page.locator('[role="menuitem"]:focus').waitFor();
        await hands.press('Enter');
      },
      async touch(hands, { word }) {
        const { page } = hands;
        await hands.point(page.getByRole('button', { name: 'Filter', exact: true }));
        await filterByName(hands, word);
        await hands.point(page.getByRole('button', { name: 'Show results' }));
        await hands.point(page.getByRole('button', { name: 'Sort', exact: true }));
        await hands.point(page.getByRole('combobox', { name: 'Sort by' }));
        await hands.point(page.getByRole('option', { name: 'Account', exact: true }));
        await hands.point(page.getByRole('button', { name: 'Done' }));
      },
    },
    async done(_, { word }, page) {
      const names = page.locator('main').getByText(/^(Anchor|Silverquay) \w+$/);
      await expect
        .poll(() => names.allTextContents())
        .toEqual([`Anchor ${word}`, `Silverquay ${word}`]);
    },
  },
];

/** In the open filter: on the name, which has to contain a word. Typing goes on where the choice of the field ended. */
async function filterByName(hands: Hands, word: string): Promise<void> {
  const { page } = hands;
  await page.getByRole('option').first().waitFor();
  await hands.type('Name');
  if (hands.way === 'keys') {
    await page.getByRole('option', { name: 'Name', exact: true, selected: true }).waitFor();
    await hands.press('Enter');
  } else await hands.point(page.getByRole('option', { name: 'Name', exact: true }));
  await hands.type(word);
  await page
    .getByRole('textbox', { name: 'Value' })
    .and(page.locator(`[value="${word}"]`))
    .waitFor();
  await page.waitForURL(/filter/);
}
