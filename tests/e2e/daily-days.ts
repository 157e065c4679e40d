import { expect } from 'vitest';
import { at, day, has, is, type Job, pointing } from './daily';

/** What is done with one's own days all day: tasks and the calendar. */
export const dayJobs: readonly Job[] = [
  {
    name: 'plan a task with a date',
    most: { mouse: 3, keys: 3, touch: 3 },
    path: () => '/my-work',
    ways: pointing(
      async (hands, { word }) => {
        const { page } = hands;
        await hands.point(page.getByRole('textbox', { name: 'Add a task' }));
        await hands.type(`Write ${word} tomorrow 3pm`);
        await hands.point(page.getByRole('button', { name: 'Add', exact: true }));
      },
      async (hands, { word }) => {
        await hands.press('c');
        await hands.type(`Write ${word} tomorrow 3pm`);
        await hands.press('Enter');
      },
    ),
    done: (ada, { word }) =>
      has(ada, `/tasks?q=Write ${word}`, {
        ...{ title: `Write ${word}`, due_at: expect.stringMatching(/T\d\d:00:00/) },
      }),
  },
  {
    name: 'put several tasks off',
    most: { mouse: 4, keys: 7, touch: 6 },
    path: () => '/my-work',
    ways: {
      async mouse(hands, { word }) {
        const { page } = hands;
        for (const title of [`Late ${word} 1`, `Late ${word} 2`])
          await hands.point(page.getByRole('checkbox', { name: `Select ${title}` }));
        await hands.point(page.getByRole('button', { name: 'Reschedule', exact: true }));
        await hands.point(page.getByRole('option', { name: /^Tomorrow/ }));
      },
      async keys(hands) {
        await hands.press('j', 'x', 'j', 'x', 's');
        await hands.page.getByPlaceholder('Tomorrow, next').waitFor();
        await hands.type('tomorrow');
        await hands.page.getByRole('option', { name: /^Tomorrow/ }).waitFor();
        await hands.press('Enter');
      },
      async touch(hands, { word }) {
        const { page } = hands;
        await hands.point(page.getByRole('button', { name: 'Select', exact: true }));
        for (const title of [`Late ${word} 1`, `Late ${word} 2`])
          await hands.point(page.getByRole('checkbox', { name: `Select ${title}` }));
        await hands.point(page.getByRole('button', { name: 'Reschedule', exact: true }));
        await hands.point(page.getByRole('option', { name: /^Tomorrow/ }));
      },
    },
    done: async (ada, { word }) => {
      await expect
        .poll(
          async () => {
            const tasks = await ada.call<{ due_at: string }[]>('GET', `/tasks?q=Late ${word}`);
            return tasks.filter(({ due_at }) => Date.parse(due_at) > Date.now()).length;
          },
          { timeout: 15_000 },
        )
        .toBe(2);
    },
  },
  {
    name: 'move a meeting',
    most: { mouse: 1, keys: 2, touch: 4 },
    path: () => `/calendar?day=${day(0)}`,
    ways: {
      async mouse(hands, { word }) {
        const { page } = hands;
        const entry = page.locator('[data-entry]', { hasText: `Visit ${word}` });
        await hands.drag(entry, page.locator(`section[data-day="${day(1)}"]`));
      },
      async keys(hands, { word }) {
        const entry = hands.page.locator('[data-entry]', { hasText: `Visit ${word}` });
        await entry.waitFor();
        await hands.press('n', 'Alt+ArrowRight');
        // It is still in the hand.
        await hands.page.locator('[data-entry]:focus', { hasText: `Visit ${word}` }).waitFor();
      },
      async touch(hands, { word }) {
        const { page } = hands;
        await hands.point(page.locator('[data-entry]', { hasText: `Visit ${word}` }));
        await hands.point(page.getByRole('dialog').getByRole('button', { name: 'Edit When' }));
        await page.getByRole('textbox', { name: 'When' }).waitFor();
        await hands.type(`${day(1)} 16:00`);
        await hands.press('Enter');
      },
    },
    done: (ada, { meeting, word }) => {
      const clock = { Maple: '14:00', Cedar: '09:00', Willow: '16:00' }[word] ?? '';
      return is(ada, `/activities/${meeting}`, { occurred_at: at(1, clock) });
    },
  },
];
