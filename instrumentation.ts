import type { Instrumentation } from 'next';
import { reportPageError } from '@/http/in-process';

/** Next calls this for everything thrown while a page is made; in production it would say nothing itself. */
export const onRequestError: Instrumentation.onRequestError = (error, { path, headers }) => {
  reportPageError(error, path, headers['x-request-id']);
};
