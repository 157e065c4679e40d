import type { FieldRights } from '@/core/shape/field-rights';
import type { RoleRights } from '@/identity/roles/rights';
import type { Client } from './ambit';
import { type Figures, measure, median, type Payers } from './measure';

/** What the list of P1 costs somebody with these rights. */
export interface RightsFigures {
  readonly who: string;
  readonly figures: Figures;
}

export interface RightsRun {
  readonly url: string;
  readonly payers: Payers;
  readonly seconds: number;
  readonly rounds: number;
}

const read = (far: 'team' | 'all', fields: FieldRights = {}): RoleRights => ({
  objects: {
    '*': {
      ...{ read: far, create: 'none', update: 'none', delete: 'none' },
      ...{ export: 'none', import: 'none', bulk: 'none' },
    },
  },
  administration: [],
  fields,
});
const limited: FieldRights = { contacts: { job_title: 'hidden', email: 'masked' } };

/** Everybody calls with a key, so that only what they may do differs. */
const callers = [
  ['the owner', null],
  ['a composed role that reads all', read('all')],
  ['the same, one field hidden and one masked', read('all', limited)],
  ['a composed role that reads those of its team, a third of all', read('team')],
  ['the same, one field hidden and one masked', read('team', limited)],
] as const;

const scopes = ['contacts:read', 'accounts:read'];

/** The list of P1 under rights that go less far, in turns in one run. `client` is the owner, signed in just now. */
export async function rights(client: Client, run: RightsRun): Promise<RightsFigures[]> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const keys: string[] = [];
    for (const [at, [, role]] of callers.entries()) keys.push(await keyOf(client, at, role, undo));
    const measured: Figures[][] = callers.map(() => []);
    for (let round = 0; round < run.rounds; round++)
      for (const [at, key] of keys.entries()) {
        const headers = { authorization: `Bearer ${key}` };
        const first = await (await fetch(run.url, { headers })).json();
        const { data } = first as { data?: Record<string, unknown>[] };
        if (data?.length !== 50) throw new Error(`${callers[at]?.[0]} has no full page`);
        measured[at]?.push(await measure({ ...run, headers }));
      }
    return callers.map(([who], at) => ({ who, figures: median(measured[at] ?? []) }));
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

/** A key of the owner, or of a member that has this role alone and is in a team with three of ten sellers. */
async function keyOf(
  client: Client,
  at: number,
  role: RoleRights | null,
  undo: (() => Promise<unknown>)[],
): Promise<string> {
  const make = async <T extends { id: string }>(path: string, body: object): Promise<T> => {
    const made = await client.call<T>('POST', path, body);
    undo.push(() => client.call('DELETE', `${path}/${made.id}`, {}));
    return made;
  };
  const name = `Bench ${at}`;
  if (role === null)
    return (await make<{ id: string; key: string }>('/api-keys', { name, scopes })).key;
  const { id: role_id } = await make('/roles', { name, rights: role });
  const { id: user_id } = await client.call<{ id: string }>('POST', '/service-accounts', {
    ...{ name, role: 'custom' },
  });
  undo.push(() => client.call('DELETE', `/members/${user_id}`, {}));
  const hold = (role_ids: string[]) =>
    client.call('PUT', `/members/${user_id}/roles`, { role_ids });
  await hold([role_id]);
  undo.push(() => hold([]));
  const sellers = (await client.call<{ id: string; role: string }[]>('GET', '/members')).filter(
    (member) => member.role === 'rep',
  );
  const team = [user_id, ...sellers.slice(0, 3).map(({ id }) => id)];
  await make('/teams', { name, members: team.map((id) => ({ user_id: id })) });
  return (await make<{ id: string; key: string }>('/api-keys', { name, scopes, user_id })).key;
}
