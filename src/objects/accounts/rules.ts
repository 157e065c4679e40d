import { assign } from '@/core/run/assignment/assign';
import type { Assigned } from '@/core/run/assignment/stored';
import type { RecordHooks } from '@/core/run/engine/hooks';
import { accounts } from './object';

/**
 * Bare host of a web address or mail domain: `https://www.Acme.example/de` -> `acme.example`.
 * Empty when there is none.
 */
export function domainOf(address: string): string {
  const withoutScheme = address
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '');
  const host =
    withoutScheme
      .split(/[/?#:]/, 1)[0]
      ?.replace(/^www\./, '')
      .replace(/\.$/, '') ?? '';
  return host.includes('.') ? host : '';
}

/** New accounts are given by rules; every account counts as work of its owner. */
export const assignedAccounts: Assigned = { object: accounts, open: 'true' };

/** An account's domain is kept bare, and taken from the website when only that is given. */
export const accountRules: RecordHooks = {
  async beforeWrite(ctx, tx, changes) {
    for (const { before, set } of changes) {
      if (typeof set.domain === 'string' && set.domain !== '') {
        set.domain = domainOf(set.domain) || set.domain.toLowerCase();
      } else if (typeof set.website === 'string' && !set.domain && !before?.domain) {
        const domain = domainOf(set.website);
        if (domain !== '') set.domain = domain;
      }
    }
    await assign(ctx, tx, assignedAccounts, changes);
  },
};
