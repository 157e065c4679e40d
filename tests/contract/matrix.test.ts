import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Contract } from '@/core/shape/contract';
import { modules } from '@/registry';
import { ownDatabase } from '../support/database';
import { fingerprint } from './fingerprint';
import { uuids } from './foreign-calls';
import type { Reply } from './house';
import { type Attempt, attemptsOf, barred, places } from './matrix-calls';
import { inManner } from './matrix-doors';
import { callerNames, idKinds, openWorld, type World } from './matrix-world';
import { holds } from './proof';

// A company exports twice at once at most; here everybody exports at once.
vi.mock('@/core/run/export/turns', () => ({ takeTurn: () => () => undefined }));

/**
 * The access matrix (figure S1), generated from the registry: every operation, called by everybody, with an id of their own, of
 * a colleague, of another company, of a record in the bin and of nothing, in every place that takes an id. Nobody is told
 * what they must not know, and whatever is refused leaves the database as it was, to the byte.
 *
 * What is allowed is taken back after its answer, so that every call meets the same house; what is refused is not, or
 * there would be nothing to compare.
 */
const contracts: Contract[] = modules.flatMap((module) =>
  (module.operations ?? []).map(({ contract }) => contract),
);

/** Callable signed out, each looked at: what protects it instead is in the tests of its module. */
const open = new Set(
  `auth.register auth.login auth.login_second auth.passkey_options auth.passkey auth.request_password_reset
  auth.confirm_password_reset auth.confirm_email_verification invitations.preview invitations.accept oauth.authorize oauth.token
  oauth.revoke oauth.introspect auth.sso_start auth.sso_oidc auth.sso_saml_answer auth.sso_saml auth.sso_saml_metadata
  scim.config scim.resource_types scim.schemas scim.list_users scim.create_user scim.get_user scim.replace_user scim.patch_user
  scim.delete_user scim.list_groups scim.create_group scim.get_group scim.replace_group scim.patch_group scim.delete_group
  mailbox.list quote_links.open quote_links.pdf quote_links.answer meeting_links.open meeting_links.answer
  notifications.unsubscribe calendar.read_feed`.split(/\s+/),
);

/** What these are about takes another party to make; the tests named here have it. */
const elsewhere: Readonly<Record<string, string>> = {
  'members.reactivate': 'src/identity/members/leaving.test.ts',
  'oauth_connections.delete': 'src/identity/oauth/oauth.test.ts',
  'shares.delete': 'src/identity/roles/roles.test.ts',
  'fields.restore': 'src/features/custom-fields/custom-fields.test.ts',
  'sso.update_oidc': 'src/identity/sso/oidc.test.ts',
  'sso.update_saml': 'src/identity/sso/saml.test.ts',
  'sso.delete_connection': 'src/identity/sso/oidc.test.ts',
  'sso.verify_domain': 'src/identity/sso/oidc.test.ts',
  'sso.delete_domain': 'src/identity/sso/oidc.test.ts',
  'sso.create_scim_token': 'src/identity/scim/scim.test.ts',
  'sso.delete_scim_token': 'src/identity/scim/scim.test.ts',
  'sso.map_group': 'src/identity/scim/scim.test.ts',
};

/** What may be done with a record in the bin; for all others it is not there. */
const inTheBin = /\.(restore|history|timeline|as_of)$/;

let world: World;
let before: string;
const reached = new Set<string>();
const figures = { calls: 0, refusals: 0, told: 0, changed: 0 };
const by = {
  caller: new Map<string, number>(),
  kind: new Map<string, number>(),
  place: new Map<string, number>(),
};
const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);

beforeAll(async () => {
  world = await openWorld(await ownDatabase('matrix'));
  before = await fingerprint(world.database);
}, 240_000);

/** The answer, after which the house is as before if it was allowed; whatever it did stays if it was refused. */
async function answerOf(attempt: Attempt): Promise<Reply> {
  const ask = () => world.house.call(attempt.contract, attempt.call);
  if (mustRefuse(attempt)) return ask();
  const reply = await inManner({ undo: true }, ask);
  return reply.status < 400 ? reply : ask();
}

/** Whether the caller is stopped, or what the path names is not there for them. */
function mustRefuse({ contract, caller, kind, named }: Attempt): boolean {
  if (barred(world, contract, caller) !== null) return true;
  if (!named || contract.auth === 'none') return false;
  if (kind === 'foreign' || kind === 'random') return true;
  if (kind === 'deleted' && !inTheBin.test(contract.name)) return contract.object !== undefined;
  if (kind !== 'colleague') return false;
  const ofRecords = contract.object ?? (contract.path.includes('{object}') ? 'contacts' : null);
  if (ofRecords !== null) return caller === 'custom' && world.guarded.has(ofRecords);
  const personal = contract.permission === undefined;
  return personal && !['owner', 'admin', 'stale'].includes(caller);
}

/** What is wrong with an answer. */
function wrongs(attempt: Attempt, { status, text }: Reply): string[] {
  const { contract, caller, sent } = attempt;
  const found: string[] = [];
  const bar = barred(world, contract, caller);
  if (status >= 500) found.push(text.slice(0, 200));
  if (bar !== null && status !== bar) found.push(`is not ${bar}`);
  if (status < 400 && mustRefuse(attempt)) found.push('is not refused');
  const told = world.leaks(caller, text, sent);
  figures.told += told.length;
  return [...found, ...told.map((what) => `tells ${what}`)];
}

describe('what is foreign, unknown, barred or beyond is refused and stays as it was', () => {
  test.each(contracts.map((contract) => [contract.name, contract] as const))(
    '%s',
    async (_, contract) => {
      const problems: string[] = [];
      /** By caller, the answers to what is not there. */
      const missing = new Map<string, Set<string>>();
      const work = [...attemptsOf(world, contract)].values();
      const lane = async () => {
        for (const attempt of work) {
          const { caller, kind, place, named } = attempt;
          const reply = await answerOf(attempt);
          figures.calls++;
          if (reply.status >= 400) figures.refusals++;
          for (const [map, key] of [
            [by.caller, caller],
            [by.kind, kind],
            [by.place, place],
          ] as const)
            count(map, key);
          const free = barred(world, contract, caller) === null;
          if (named && free && ![401, 403, 404].includes(reply.status)) reached.add(contract.name);
          if (named && free && (kind === 'foreign' || kind === 'random')) {
            const same = `${reply.status} ${reply.text.replaceAll(uuids, '')}`;
            missing.set(caller, (missing.get(caller) ?? new Set()).add(same));
          }
          for (const wrong of wrongs(attempt, reply))
            problems.push(`${caller} ${kind} ${place} ${reply.status}: ${wrong}`);
        }
      };
      await Promise.all([lane(), lane(), lane(), lane()]);
      for (const [caller, answers] of missing)
        if (answers.size > 1)
          problems.push(`${caller} learns what exists: ${[...answers].join(' | ')}`);
      const after = await fingerprint(world.database);
      const known = new Set(before.split('\n'));
      for (const row of after.split('\n').filter((one) => !known.has(one))) {
        figures.changed++;
        problems.push(`a refusal changed ${row.split(' ')[0]}`);
      }
      before = after;
      expect(problems).toEqual([]);
    },
  );
});

test('every operation has its entry: signed out or not, and what its path is about', () => {
  const signedOut = contracts.filter(({ auth }) => auth === 'none').map(({ name }) => name);
  expect(signedOut.sort()).toEqual([...open].sort());
  const unreached = contracts.filter(
    ({ name, path, auth }) => auth !== 'none' && path.includes('{') && !reached.has(name),
  );
  expect(unreached.map(({ name }) => name).sort()).toEqual(Object.keys(elsewhere).sort());
});

test('everybody, every kind of id and every place came to their turn', () => {
  for (const name of callerNames)
    expect(by.caller.get(name), name).toBeGreaterThan(contracts.length);
  for (const kind of idKinds) expect(by.kind.get(kind), kind).toBeGreaterThan(1000);
  for (const place of places) expect(by.place.get(place) ?? 0, place).toBeGreaterThan(20);
});

afterAll(async () => {
  await holds(
    'the access matrix',
    { operations: contracts.length, calls: figures.calls, refusals: figures.refusals },
    { 'answers that told too much': figures.told, 'tables changed by a refusal': figures.changed },
  );
  await holds('calls by who asks', Object.fromEntries(by.caller));
  await holds('calls by whose id it is', Object.fromEntries(by.kind));
  await holds('calls by where the id stands', Object.fromEntries(by.place));
});
