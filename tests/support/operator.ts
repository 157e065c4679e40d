import type { App, Origin } from '@/core/run/context';
import { newId } from '@/platform/ids';

/** Whoever runs an installation, on its command line. */
export const operatorOf = (app: App): { app: App; origin: Origin } => ({
  app,
  origin: { request_id: newId(), source: 'system', ip: null, user_agent: null },
});
