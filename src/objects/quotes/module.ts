import { recordOperations } from '@/core/run/engine/operations';
import type { Module } from '@/core/run/module';
import { createLink, endAllLinks, refresh, send } from './commands';
import { answer, linkPdf, openLink } from './customer';
import { expireQuotesJob, expireQuotesSchedule } from './expire-job';
import { quotes } from './object';
import { lines, links, pdf } from './queries';
import { quoteRules } from './rules';

export const quotesModule: Module = {
  name: 'quotes',
  objects: [{ definition: quotes, hooks: quoteRules }],
  operations: [
    ...[lines, pdf, refresh, send, links, createLink, endAllLinks],
    ...[openLink, linkPdf, answer],
    ...recordOperations(quotes),
  ],
  jobs: [expireQuotesJob],
  schedules: [expireQuotesSchedule],
};
