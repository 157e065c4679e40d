import type { Page } from 'playwright-core';
import { launchBrowser, openContext } from '../tests/e2e/browser';
import type { Client } from './ambit';
import { latencies, spread } from './measure';

export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
}

/** Times in ms. */
export interface BoardFigures {
  readonly deals: number;
  /** The whole board over HTTP. */
  readonly answer: Spread;
  /** From the key that puts a card down to the frame that shows it in its new column. */
  readonly shown: Spread;
  /** From the same key to the frame that shows it there in another browser. */
  readonly seen: Spread;
}

const openDeals = 5000;
const moves = 40;

/** P8: a board of 5,000 open deals, asked for over HTTP and worked with in two browsers. */
export async function board(client: Client): Promise<BoardFigures> {
  const stages = await client.call<{ id: string; kind: string }[]>('GET', '/stages?sort=position');
  const open = stages.filter(({ kind }) => kind === 'open');
  await fill(
    client,
    open.map(({ id }) => id),
  );
  const answer = await latencies(
    `${client.url}/api/deals/pipeline?include=owner,account`,
    client.headers,
    60,
  );
  if (answer.status !== 200) throw new Error(`the board answered ${answer.status}`);
  const { shown, seen } = await worked(client);
  return { deals: openDeals, answer, shown, seen };
}

/** Makes the deals, unless an earlier run did. */
async function fill(client: Client, stages: readonly string[]): Promise<void> {
  const accounts = await client.call<{ id: string }[]>('GET', '/accounts?limit=200');
  const columns = await client.call<{ count: number }[]>('GET', '/deals/pipeline');
  let made = columns.reduce((sum, { count }) => sum + count, 0);
  const makers = Array.from({ length: 8 }, async () => {
    while (made < openDeals) {
      const n = made++;
      await client.call('POST', '/deals', {
        title: `Deal ${n}`,
        amount: `${1000 + ((n * 7919) % 90_000)}.${String(n % 100).padStart(2, '0')}`,
        stage_id: stages[n % stages.length],
        account_id: accounts[n % accounts.length]?.id,
        close_on: `2026-${String(1 + (n % 12)).padStart(2, '0')}-15`,
      });
    }
  });
  await Promise.all(makers);
}

async function worked(client: Client): Promise<{ shown: Spread; seen: Spread }> {
  const browser = await launchBrowser();
  try {
    const one = await boardPage(browser, client);
    const other = await boardPage(browser, client);
    const id = await one.evaluate(() => {
      const first = document.querySelector<HTMLElement>('[data-board-column] [data-card]');
      first?.focus();
      return first?.dataset.card ?? '';
    });
    const shown: number[] = [];
    const seen: number[] = [];
    for (let at = 0; at < moves; at++) {
      const to = at % 2 === 0 ? 1 : 0;
      const there = inColumn(one, id, to);
      const thereToo = inColumn(other, id, to);
      await one.keyboard.press('Space');
      await one.keyboard.press(to === 1 ? 'ArrowRight' : 'ArrowLeft');
      await one.keyboard.press('Enter');
      const [moved, movedToo] = [await there, await thereToo];
      const put = await one.evaluate(() => window.benchPut ?? 0);
      shown.push(moved - put);
      seen.push(movedToo - put);
      // Another person looks at the result before the next move, as people do.
      await one.waitForTimeout(1000);
    }
    return { shown: spread(shown), seen: spread(seen) };
  } finally {
    await browser.close();
  }
}

declare global {
  interface Window {
    /** When Enter went down last, ms since the epoch. */
    benchPut?: number;
  }
}

async function boardPage(
  browser: Awaited<ReturnType<typeof launchBrowser>>,
  client: Client,
): Promise<Page> {
  const { context } = await openContext(browser, client.url);
  const cookies = client.cookie.split('; ').map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    return { name, value, url: client.url };
  });
  await context.addCookies(cookies);
  // tsx marks named functions with a helper of its own, which the page does not have.
  await context.addInitScript('globalThis.__name = (named) => named');
  const page = await context.newPage();
  await page.goto('/deals?view=board');
  await page.locator('[data-board-column] [data-card]').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => {
    const note = (event: KeyboardEvent) => {
      if (event.key === 'Enter') window.benchPut = performance.timeOrigin + performance.now();
    };
    window.addEventListener('keydown', note, true);
  });
  return page;
}

/**
 * When the first frame comes that has the card in the column, ms since the epoch; waits ten seconds. Frames are not asked for
 * before: without a graphics card each costs a processor its time, in two pages all of it.
 */
const inColumn = (page: Page, id: string, column: number): Promise<number> =>
  page.evaluate(
    ([id, column]) =>
      new Promise<number>((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`the card ${id} did not come into column ${column}`)),
          10_000,
        );
        const look = () => {
          const place = document.querySelectorAll('[data-board-column]')[column as number];
          if (!place?.querySelector(`[data-card="${id}"]`)) return;
          changes.disconnect();
          clearTimeout(late);
          requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
        };
        const changes = new MutationObserver(look);
        changes.observe(document.body, { childList: true, subtree: true });
        look();
      }),
    [id, column] as const,
  );
