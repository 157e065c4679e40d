import { expect } from 'vitest';
import type { Principal } from '@/core/run/context';
import { type FieldRight, type FieldRights, rightsOn } from '@/core/shape/field-rights';
import { memberPrincipal } from '@/identity/member-principal';
import { administration } from '@/identity/permissions';
import type { ObjectRights } from '@/identity/roles/rights';
import { newId } from '@/platform/ids';
import type { TestCompany } from '../support/company';
import { type Canary, covers } from './canaries';
import type { House } from './house';

/** Members who may do everything, with roles that hide and mask fields. */
const all: ObjectRights = {
  ...{ read: 'all', create: 'all', update: 'all', delete: 'all' },
  ...{ export: 'all', import: 'all', bulk: 'all' },
};

/** One at a time, so that what is refused for one reason is tried for the others. */
const few: FieldRights = {
  deals: { amount: 'hidden', next_step: 'masked' },
  contacts: { email: 'masked', phone: 'masked', nickname: 'hidden', 'custom.secret': 'hidden' },
  leads: { email: 'hidden', phone: 'hidden' },
  accounts: { phone: 'masked', description: 'hidden' },
};

/** Every field that can be kept from somebody is, one way or the other. */
function everything(
  house: House,
  choose: (possible: readonly FieldRight[]) => FieldRight | undefined,
): FieldRights {
  const rights: Record<string, Record<string, FieldRight>> = {};
  for (const object of house.app.registry.objects.values())
    for (const name of Object.keys(object.fields)) {
      const right = choose(rightsOn(object, name));
      if (right) rights[object.name] = { ...rights[object.name], [name]: right };
    }
  for (const object of Object.keys(rights))
    rights[object] = {
      ...rights[object],
      'custom.secret': choose(['hidden', 'masked']) ?? 'hidden',
    };
  return rights;
}

export const fieldRoleNames = ['few', 'hidden', 'masked'] as const;
export type FieldRole = (typeof fieldRoleNames)[number];

/** What the roles keep from whoever has them. The fields `custom.secret` have to be there. */
export const fieldRolesOf = (house: House): Readonly<Record<FieldRole, FieldRights>> => ({
  few,
  hidden: everything(house, (possible) => possible.find((right) => right === 'hidden')),
  masked: everything(house, (possible) => possible.find((right) => right === 'masked')),
});

/** Gives a new member a role of this name that limits these fields and nothing else. */
export async function memberWith(
  house: House,
  company: TestCompany,
  name: string,
  fields: FieldRights,
): Promise<{ id: string; principal: Principal }> {
  const owner = house.principal(company, company);
  const member = await company.member('custom', name);
  const body = {
    name,
    rights: { objects: { '*': all }, administration: [...administration], fields },
  };
  const reply = await house.call(house.operation('roles.create'), { as: owner, body });
  expect(reply.status, reply.text).toBe(201);
  const { id } = (reply.json?.data ?? {}) as { id: string };
  await house.call(house.operation('members.roles'), {
    as: owner,
    params: { id: member.user.id },
    body: { role_ids: [id] },
  });
  const principal = await memberPrincipal(house.app, company.company.id, member.user.id, null);
  if (!principal?.fields) throw new Error('a role with rights on fields');
  return { id, principal: { ...principal, session_id: newId() } };
}

/** Canaries in a text that `as` must not see, unless they sent them. */
export function toldTo(
  canaries: readonly Canary[],
  as: Principal,
  text: string,
  sent = '',
): string[] {
  const small = text.toLowerCase();
  return canaries
    .filter((one) => covers(as.fields, one) && small.includes(one.text) && !sent.includes(one.text))
    .map(({ object, field, text: found }) => `${object}.${field} ${found}`);
}
