import { afterEach } from 'vitest';
import { opened } from './browser';

// What was on the pages when a test failed is all one has of a run on another machine.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const [context, trouble] of opened)
    for (const page of context.pages()) {
      const shown = await page
        .locator('body')
        .ariaSnapshot({ timeout: 2000 })
        .catch((error: unknown) => String(error));
      console.log([page.url(), ...trouble.slice(-10), shown.slice(0, 8000)].join('\n'));
    }
});
