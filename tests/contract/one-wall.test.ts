import { expect, test, vi } from 'vitest';
import type { Principal } from '@/core/run/context';
import { seesOf } from '@/core/run/reach';
import { ownDatabase } from '../support/database';
import { companyTables, rowsOf } from './foreign-rows';
import { type Attempt, attemptsOf } from './matrix-calls';
import { inManner, type Manner } from './matrix-doors';
import { type CallerName, openWorld, type World } from './matrix-world';
import { holds } from './proof';

// A company exports twice at once at most; here everybody exports at once.
vi.mock('@/core/run/export/turns', () => ({ takeTurn: () => () => undefined }));

/**
 * Each wall alone (figure S2), over every operation of the registry. The checks of the code are off: no statement asks for the
 * company, every right is claimed, and the policies have to hold alone. The policies are off: the code has to. That these
 * calls would find a hole is shown by both being off: then they find many.
 */
interface Found {
  readonly calls: number;
  /** Answers that told something of the other company. */
  readonly foreign: string[];
  /** Answers that told something of a colleague beyond the reach of the role. */
  readonly beyond: string[];
  /** Tables of the other company of which a row changed. */
  readonly changed: string[];
}

/**
 * The event log is behind a right of administrators and no policy on records: that something happened may be told to whoever has it,
 * and what happened to records beyond their reach is left out by the code (src/features/audit/audit.test.ts).
 */
const log = /^events\./;

/** Calls every operation with ids of the other company as the owner, and with a colleague's as the member with own reach. */
async function walk(world: World, checks: boolean): Promise<Found> {
  const { house, database, theirs } = world;
  const tables = await companyTables(database);
  const before = await rowsOf(database, tables, theirs.company.id);
  const manners = mannersOf(world, checks);
  const found: Found = { calls: 0, foreign: [], beyond: [], changed: [] };
  let calls = 0;
  const work = house.operations
    .flatMap(({ contract }) => [...attemptsOf(world, contract)])
    .filter(
      ({ caller, kind }) =>
        (caller === 'owner' && kind === 'foreign') || (caller === 'custom' && kind === 'colleague'),
    )
    .values();
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const attempt of work) {
        const { how, as } = manners(attempt);
        const reply = await inManner(how, () =>
          house.call(attempt.contract, { ...attempt.call, as }),
        );
        calls++;
        const told = world.leaks(attempt.caller, reply.text, attempt.sent);
        const list = attempt.kind === 'foreign' ? found.foreign : found.beyond;
        if (told.length > 0 && !(attempt.kind === 'colleague' && log.test(attempt.contract.name)))
          list.push(`${attempt.contract.name} ${attempt.place}: ${told[0]}`);
      }
    }),
  );
  const after = await rowsOf(database, tables, theirs.company.id);
  for (const [name, rows] of before) if (after.get(name) !== rows) found.changed.push(name);
  return { ...found, calls };
}

/** How an attempt is made. Without checks everybody claims every right, and only the policies hear how far theirs go. */
function mannersOf(world: World, checks: boolean) {
  const as = (caller: CallerName): Principal => world.callers.get(caller) as Principal;
  const { permissions } = as('owner');
  return ({ caller, kind, contract }: Attempt): { how: Manner; as: Principal } => {
    // What an export writes down is what was asked for, ids of others included, which the log would tell again.
    const exporting = contract.permission?.endsWith(':export') === true;
    const undo = exporting || (kind === 'colleague' && contract.method !== 'GET');
    if (checks) return { how: { undo }, as: as(caller) };
    const { user, reach } = as(caller);
    return {
      how: { undo, unchecked: true, sees: seesOf(user.id, reach) },
      as: { ...as(caller), permissions, reach: null },
    };
  };
}

/** The world of a database whose policies are gone. */
async function withoutPolicies(label: string): Promise<World> {
  const database = await ownDatabase(label);
  const world = await openWorld(database);
  for (const { name } of await companyTables(database))
    await database.admin.query(`alter table "${name}" disable row level security`);
  return world;
}

test('the checks of the code are off: the policies let nothing through', async () => {
  const found = await walk(await openWorld(await ownDatabase('policies_alone')), false);
  expect(found.foreign).toEqual([]);
  expect(found.beyond).toEqual([]);
  expect(found.changed).toEqual([]);
  await holds(
    'policies alone',
    { calls: found.calls },
    { 'foreign rows told': 0, 'foreign rows changed': 0 },
  );
}, 240_000);

test('the policies are off: the checks of the code let nothing through', async () => {
  const found = await walk(await withoutPolicies('code_alone'), true);
  expect(found.foreign).toEqual([]);
  expect(found.changed).toEqual([]);
  await holds(
    'checks alone',
    { calls: found.calls },
    { 'foreign rows told': 0, 'foreign rows changed': 0 },
  );
}, 240_000);

test('both are off: the same calls find what there is to find', async () => {
  const found = await walk(await withoutPolicies('no_wall'), false);
  expect(found.foreign.length).toBeGreaterThan(100);
  expect(found.beyond.length).toBeGreaterThan(100);
  expect(found.changed.length).toBeGreaterThan(5);
  await holds('neither, to try the test itself', {
    calls: found.calls,
    'answers that told foreign rows': found.foreign.length,
    'tables with foreign rows changed': found.changed.length,
  });
}, 240_000);
