import type { Locator, Page } from 'playwright-core';
import { has, is, type Job, pointing } from './daily';

const column = (page: Page, name: string): Locator =>
  page.locator(`[data-board-column][aria-label^="${name}, "]`);
const card = (within: Page | Locator, title: string): Locator =>
  within.locator('[data-card]').filter({ hasText: title });

/** What is done with deals all day. */
export const dealJobs: readonly Job[] = [
  {
    name: 'create a deal',
    most: { mouse: 3, keys: 3, touch: 3 },
    path: () => '/deals',
    ways: pointing(
      async (hands, { word }) => {
        const { page } = hands;
        const name = hands.way === 'touch' ? 'New' : 'New deal';
        await hands.point(page.getByRole('button', { name, exact: true }));
        await page.getByRole('dialog').getByLabel('Title').waitFor();
        await hands.type(`Pumps for ${word}`);
        await hands.point(page.getByRole('button', { name: 'Create deal' }));
      },
      async (hands, { word }) => {
        await hands.press('c');
        await hands.page.getByRole('dialog').getByLabel('Title').waitFor();
        await hands.type(`Pumps for ${word}`);
        await hands.press('ControlOrMeta+Enter');
      },
    ),
    done: (ada, { word }) => has(ada, `/deals?q=Pumps ${word}`, { status: 'open' }),
  },
  {
    name: 'move a deal on the board',
    most: { mouse: 1, keys: 6, touch: 2 },
    path: ({ word }) => `/deals?view=board&q=Crane ${word}`,
    ways: {
      async mouse(hands, { word }) {
        const { page } = hands;
        await hands.drag(card(page, `Crane ${word}`), column(page, 'Meeting'), 150);
      },
      async keys(hands, { word }) {
        const { page } = hands;
        await card(page, `Crane ${word}`).waitFor();
        await hands.press('/', 'Enter', 'Space');
        await hands.press('ArrowRight', 'Space');
      },
      async touch(hands, { word }) {
        const { page } = hands;
        await hands.point(page.getByRole('button', { name: `Move Crane ${word}` }));
        await hands.point(page.getByRole('menuitemradio', { name: 'Meeting' }));
      },
    },
    done: (ada, { deal }) =>
      is(ada, `/deals/${deal}?include=stage`, { stage: { title: 'Meeting' } }),
  },
  {
    name: 'lose a deal and say why',
    most: { mouse: 4, keys: 5, touch: 4 },
    path: ({ deal }) => `/deals/${deal}`,
    ways: pointing(
      async (hands) => {
        const { page } = hands;
        await hands.point(page.getByRole('button', { name: 'Move to stage' }));
        await hands.point(page.getByRole('menuitemradio', { name: 'Lost' }));
        await page.getByRole('dialog').getByLabel('Lost because').waitFor();
        await hands.type('Rival was cheaper');
        const dialog = page.getByRole('dialog');
        await hands.point(dialog.getByRole('button', { name: 'Move', exact: true }));
      },
      async (hands) => {
        const { page } = hands;
        await hands.press('v');
        await page.locator('[role="menu"]:focus, [role="menu"] :focus').waitFor();
        await hands.type('Los');
        // The menu moves its mark a moment after the key.
        await page.locator('[role="menuitemradio"]:focus', { hasText: 'Lost' }).waitFor();
        await hands.press('Enter');
        await page.getByRole('dialog').getByLabel('Lost because').waitFor();
        await hands.type('Rival was cheaper');
        await hands.press('Enter');
      },
    ),
    done: (ada, { deal }) =>
      is(ada, `/deals/${deal}`, { status: 'lost', lost_reason: 'Rival was cheaper' }),
  },
];
