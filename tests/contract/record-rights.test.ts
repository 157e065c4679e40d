import { expect, test } from 'vitest';
import type { Principal } from '@/core/run/context';
import { isOwned, seenThrough } from '@/core/shape/reach';
import { type ObjectRights, objectsWithRights, type RoleRights } from '@/identity/roles/rights';
import { newId } from '@/platform/ids';
import { rightsOf, type Strangers, sweepAs } from './strangers';

/** The rights on records within one company: a member whose role reaches their own records alone. */
const own: ObjectRights = {
  ...{ read: 'own', create: 'own', update: 'own', delete: 'own' },
  ...{ export: 'all', import: 'all', bulk: 'all' },
};

const whole: ObjectRights = {
  ...{ read: 'all', create: 'all', update: 'all', delete: 'all' },
  ...{ export: 'all', import: 'all', bulk: 'all' },
};

const given = sweepAs('record_rights', async (parts) => {
  const member = await parts.company.member('custom', 'Grace Hopper');
  return withRole(parts, member.user.id, { objects: { '*': own }, administration: [] });
});

/** Gives a member a composed role by SQL. */
async function withRole(
  { house, database, company }: Pick<Strangers, 'house' | 'database' | 'company'>,
  user_id: string,
  rights: RoleRights,
): Promise<Principal> {
  const role = newId();
  const company_id = company.company.id;
  await database.admin.query(
    'insert into roles (company_id, id, name, name_key, rights) values ($1, $2, $3, $3, $4)',
    [company_id, role, role, JSON.stringify(rights)],
  );
  await database.admin.query(
    'insert into member_roles (company_id, user_id, role_id) values ($1, $2, $3)',
    [company_id, user_id, role],
  );
  return rightsOf(house, company, user_id);
}

test('the policies of the database are those of the objects', async () => {
  const { house, database } = given();
  const { objects } = house.app.registry;
  const owned = [...objects.values()].filter(isOwned).map(({ name }) => name);
  const guardedObjects = new Set(owned);
  // Parts of parts are guarded too.
  for (let size = -1; size !== guardedObjects.size; ) {
    size = guardedObjects.size;
    for (const object of objects.values())
      if (seenThrough(object).some((link) => guardedObjects.has(object.fields[link]?.target ?? '')))
        guardedObjects.add(object.name);
  }
  const { rows } = await database.admin.query<{ name: string; using: string }>(
    "select tablename as name, qual as using from pg_policies where policyname = 'record_rights'",
  );
  const policies = new Map(rows.map(({ name, using }) => [name, using]));
  for (const name of guardedObjects) {
    const using = policies.get(name) ?? '';
    const object = objects.get(name);
    expect(using, name).toContain(
      isOwned(object as never) ? `seen_owners('${name}'` : 'sees_everything()',
    );
    for (const link of object ? seenThrough(object) : [])
      expect(using, name).toContain(`p.id = ${name}.${link}`);
    const links = object ? seenThrough(object).length : 0;
    expect((using.match(/EXISTS/g) ?? []).length, name).toBe(links);
    const isRecord = object !== undefined && isOwned(object);
    expect(using.includes('sees_private()'), name).toBe(isRecord);
    expect((using.match(/ hidden_records\(/g) ?? []).length, name).toBe(isRecord ? links : 0);
  }
  const sides = [...policies.keys()].filter(
    (name) => objects.has(name) && !guardedObjects.has(name),
  );
  expect(sides).toEqual([]);
  expect(objectsWithRights(objects.values()).length).toBeGreaterThan(8);
});

test.each([
  ['of change and deletion', { ...own, read: 'all' }],
  ['of bulk changes', { ...whole, bulk: 'own' }],
] as const)('a bulk change leaves out what the right %s does not reach', async (_, rights) => {
  const { house, database, company, unchanged, settled } = given();
  const member = await company.member('custom', 'Reader');
  const reader = await withRole(given(), member.user.id, {
    objects: { '*': rights },
    administration: [],
  });
  const mine = await house.record(reader, 'leads');
  const bulk = { update: { filter: {}, set: { job_title: 'Changed' } } };
  await unchanged(async () => {
    const reply = await house.call(house.operation('leads.bulk'), { as: reader, body: bulk });
    expect(reply.status, reply.text).toBe(202);
    await settled();
    const gone = { delete: { filter: {} } };
    await house.call(house.operation('leads.bulk'), { as: reader, body: gone });
  });
  const { rows } = await database.admin.query(
    'select job_title, deleted_at is not null as gone from leads where id = $1',
    [mine],
  );
  expect(rows).toEqual([{ job_title: 'Changed', gone: true }]);
});
