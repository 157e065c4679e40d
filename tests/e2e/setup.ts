import { afterEach } from 'vitest';
import { printPages } from './browser';

// Here and not beside the browser, which the bench uses without vitest.
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await printPages();
});
