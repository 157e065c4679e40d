import { expect, test } from 'vitest';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { testCompany, testCtx } from '../../../tests/support/company';
import { searchModule } from './module';

test('titles that begin with the words come first, whatever object they are of; nothing foreign or hidden', async () => {
  const app = await testApp({ modules: [accountsModule, contactsModule, searchModule] });
  const [one, other] = [await testCompany(), await testCompany()];
  const ctx = testCtx(app, one, one);
  for (const name of ['Bernhard and Sons', 'Zander']) {
    await call(ctx, 'accounts.create', { body: { name } });
    await call(testCtx(app, other, other), 'accounts.create', { body: { name: `An ${name}` } });
  }
  await call(ctx, 'contacts.create', { body: { first_name: 'Andy', last_name: 'Koelpin' } });
  const found = async (asked = ctx) => {
    const { data } = await call(asked, 'search.all', { search: 'q=an' });
    return data.map(({ title }: { title: string }) => title);
  };
  const [first, ...others] = await found();
  expect(first).toBe('Andy Koelpin');
  expect(others).toContain('Bernhard and Sons');
  expect(others.filter((title: string) => title.startsWith('An '))).toEqual([]);

  const { principal } = ctx;
  const permissions = new Set(
    [...principal.permissions].filter((name) => name !== 'contacts:read'),
  );
  expect(await found({ ...ctx, principal: { ...principal, permissions } })).not.toContain(
    'Andy Koelpin',
  );
});
