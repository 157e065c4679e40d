import { mkdirSync, writeFileSync } from 'node:fs';
import type { FieldRights } from '@/core/shape/field-rights';
import type { RoleRights } from '@/identity/roles/rights';
import type { Client } from './ambit';
import { type Figures, measure, median, type Payers } from './measure';
import type { Spies } from './spy';

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

interface Caller {
  readonly who: string;
  /** None for the owner. */
  readonly role?: RoleRights;
  /** How many of the ten owners of records are in the team. */
  readonly owners?: number;
}

/**
 * Everybody calls with a key, so that only what they may do differs, and gets 50 records. A team of everybody sees the very page of the
 * owner; smaller ones look farther for theirs.
 */
const callers: readonly Caller[] = [
  { who: 'the owner' },
  { who: 'a composed role that reads all', role: read('all') },
  { who: 'the same, one field hidden and one masked', role: read('all', limited) },
  { who: 'reads those of its team, everybody is in it', role: read('team'), owners: 10 },
  { who: 'reads those of its team, a third of all', role: read('team'), owners: 3 },
  {
    who: 'the same, one field hidden and one masked',
    ...{ role: read('team', limited), owners: 3 },
  },
  { who: 'reads those of its team, a tenth of all', role: read('team'), owners: 1 },
];

const scopes = ['contacts:read', 'accounts:read'];

/** The list of P1 under rights that go less far, in turns in one run. `client` is the owner, signed in just now. */
export async function rights(
  client: Client,
  spies: Spies,
  run: RightsRun,
): Promise<RightsFigures[]> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const keys: string[] = [];
    for (const [at, caller] of callers.entries()) keys.push(await keyOf(client, at, caller, undo));
    const measured: Figures[][] = callers.map(() => []);
    for (let round = 0; round < run.rounds; round++)
      for (const [at, key] of keys.entries()) {
        const headers = { authorization: `Bearer ${key}` };
        const first = await (await fetch(run.url, { headers })).json();
        const { data } = first as { data?: Record<string, unknown>[] };
        if (data?.length !== 50) throw new Error(`${callers[at]?.who} has no full page`);
        measured[at]?.push(await measure({ ...run, headers }));
      }
    mkdirSync('bench/plans', { recursive: true });
    for (const [at, key] of keys.entries()) {
      const { search } = new URL(run.url);
      const plans = await (await spies({ authorization: `Bearer ${key}` })).plans(search);
      const who = `${at + 1}: ${callers[at]?.who}`;
      writeFileSync(`bench/plans/rights-${at + 1}.txt`, `Caller ${who}\n\n${plans}\n`);
    }
    return callers.map(({ who }, at) => ({ who, figures: median(measured[at] ?? []) }));
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

/** A key of the owner, or of a member that has this role alone and is in a team with some owners of records. */
async function keyOf(
  client: Client,
  at: number,
  { role, owners = 0 }: Caller,
  undo: (() => Promise<unknown>)[],
): Promise<string> {
  const make = async <T extends { id: string }>(path: string, body: object): Promise<T> => {
    const made = await client.call<T>('POST', path, body);
    undo.push(() => client.call('DELETE', `${path}/${made.id}`, {}));
    return made;
  };
  const name = `Bench ${at}`;
  if (!role) return (await make<{ id: string; key: string }>('/api-keys', { name, scopes })).key;
  const { id: role_id } = await make('/roles', { name, rights: role });
  const { id: user_id } = await client.call<{ id: string }>('POST', '/service-accounts', {
    ...{ name, role: 'custom' },
  });
  undo.push(() => client.call('DELETE', `/members/${user_id}`, {}));
  const hold = (role_ids: string[]) =>
    client.call('PUT', `/members/${user_id}/roles`, { role_ids });
  await hold([role_id]);
  undo.push(() => hold([]));
  const members = await client.call<{ id: string; role: string }[]>('GET', '/members');
  const sellers = members.filter((member) => member.role === 'rep' || member.role === 'owner');
  sellers.sort((one, other) => Number(other.role === 'owner') - Number(one.role === 'owner'));
  const team = [user_id, ...sellers.slice(0, owners).map(({ id }) => id)];
  await make('/teams', { name, members: team.map((id) => ({ user_id: id })) });
  return (await make<{ id: string; key: string }>('/api-keys', { name, scopes, user_id })).key;
}
