import { beforeAll, expect, test } from 'vitest';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { contacts } from '@/objects/contacts/object';
import { type TestApp, testApp } from '../../../../tests/support/app';
import { testCompany, testCtx } from '../../../../tests/support/company';
import { createRecords } from '../engine/create';
import { updateRecords } from '../engine/update';
import { shapeOf } from '../engine/write';
import { organisationKeys, personKeys, sourceKey } from './identity';
import { findByKeys } from './match-keys';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ modules: [accountsModule, contactsModule] });
});

test('keys follow every write and stay within the company', async () => {
  const [one, other] = [await testCompany(), await testCompany()];
  const ctx = testCtx(app, one, one);
  const shape = await shapeOf(ctx, contacts);
  const emails = ['a@example.com', 'b@example.com'].map((value) => ({ label: null, value }));
  const find = (who: typeof one, key: string) => {
    const asker = testCtx(app, who, who);
    return app.db.withCompany(who.scope, async (tx) =>
      (await findByKeys(asker, tx, 'contacts', [key])).get(key),
    );
  };
  const { written } = await app.db.withCompany(one.scope, (tx) =>
    createRecords(ctx, tx, shape, [{ first_name: 'Ada', emails }]),
  );
  const id = written[0]?.id ?? '';
  expect(await find(one, 'email:b@example.com')).toEqual([id]);
  expect(await find(other, 'email:b@example.com')).toBeUndefined();
  await app.db.withCompany(one.scope, (tx) =>
    updateRecords(ctx, tx, shape, [
      { id, input: { emails: [{ label: null, value: 'c@example.com' }] } },
    ]),
  );
  expect(await find(one, 'email:b@example.com')).toBeUndefined();
  expect(await find(one, 'email:c@example.com')).toEqual([id]);
});

test('keys of people and organisations', () => {
  expect(
    personKeys({
      source_system: 'salesforce',
      source_id: '0015g00000ReP11AAF',
      email: 'a@example.com',
      emails: [{ label: null, value: 'b@example.com' }],
      linkedin_url: 'https://www.linkedin.com/in/%C3%A7eline/',
      phone: '+49 30 1',
    }),
  ).toEqual([
    'id:salesforce:0015g00000ReP11',
    'email:b@example.com',
    'email:a@example.com',
    'profile:linkedin.com/in/çeline',
  ]);
  expect(personKeys({ first_name: 'İLSE', last_name: 'Öz', phone: '+49 (30) 1' })).toEqual([
    'phone:+49301:ilse oz',
  ]);
  expect(organisationKeys({ domain: 'Acme.example', domains: ['acme.test'] })).toEqual([
    'domain:acme.example',
    'domain:acme.test',
  ]);
  expect(sourceKey('salesforce', '0015g00000QrXyZ')).not.toBe(
    sourceKey('salesforce', '0015g00000QrXyz'),
  );
});
