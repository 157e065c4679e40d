import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { startWorkers } from '@/core/run/jobs/worker';
import { command, type Module, query } from '@/core/run/module';
import { execute } from '@/core/run/pipeline';
import { defineContract } from '@/core/shape/contract';
import { customFieldsModule } from '@/features/custom-fields/module';
import { importsModule } from '@/features/imports/module';
import { importJob } from '@/features/imports/work';
import { identityModule } from '@/identity/module';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { processBus } from '@/platform/bus/process-bus';
import { newId } from '@/platform/ids';
import { type RedisLink, redisLink } from '@/platform/redis';
import { type TestApp, testApp } from '../support/app';
import { call } from '../support/call';
import { testCompany, testCtx } from '../support/company';
import { startDatabase } from '../support/database';
import { hasRedis, startRedis, type TestRedis } from '../support/redis';

/** What happens in the middle of a read; counts how often one was worked out. */
const probe = { reads: 0, pause: async (): Promise<void> => undefined, padding: '' };
const about = { tag: 'Probe', auth: 'any', path: '/probe', summary: 'A probe' } as const;
const cache = { tags: ['probe', 'contact'], ttl: 1, per: 'user' } as const;
const readContract = defineContract({
  ...about,
  name: 'probe.read',
  method: 'GET',
  query: z.strictObject({ of: z.string().optional() }),
  output: z.strictObject({
    name: z.string(),
    contacts: z.string(),
    reader: z.string(),
    padding: z.string(),
  }),
  cache,
});
const writeContract = defineContract({
  ...about,
  name: 'probe.write',
  method: 'POST',
  body: z.strictObject({ name: z.string() }),
  output: z.strictObject({}),
  events: ['probe.changed', 'contact.created'],
});
const probeModule: Module = {
  name: 'probe',
  operations: [
    query(readContract, async (ctx, { query: { of } }) => {
      probe.reads++;
      if (of === 'failing') throw new Error('it fails');
      const { rows } = await ctx.app.db.read<{ name: string; contacts: string }>(ctx.scope, {
        text: `select name, (select coalesce(string_agg(last_name || ' ' || version || case when deleted_at is null then '' else ' gone' end, ',' order by id), '')
          from contacts where company_id = $1) as contacts from companies where id = $1`,
        values: [ctx.scope.company_id],
      });
      await probe.pause();
      const [row] = rows;
      if (!row) throw new Error('the company is there');
      return { data: { ...row, reader: ctx.principal.user.id, padding: probe.padding } };
    }),
    command(writeContract, async (ctx, tx, { body }) => {
      await tx.run({
        text: 'update companies set name = $2 where id = $1',
        values: [ctx.scope.company_id, body.name],
      });
      await recordEvents(tx, actorOf(ctx), [{ name: 'probe.changed' }]);
      return { data: {} };
    }),
  ],
};
const modules = [
  identityModule,
  accountsModule,
  contactsModule,
  customFieldsModule,
  importsModule,
  probeModule,
];

const read = async (ctx: Ctx, search = '') => (await call(ctx, 'probe.read', { search })).data;
const write = (ctx: Ctx, name: string) => call(ctx, 'probe.write', { body: { name } });
const results = (app: TestApp) => ({ ...app.answers.figures().results });

let redis: TestRedis | null = null;
const links: RedisLink[] = [];
const link = (url: string): RedisLink => {
  const made = redisLink(url, { onDown: () => undefined });
  links.push(made);
  return made;
};
/** An Ambit of its own; with Redis, once it keeps answers. */
async function process(kind: 'memory' | 'redis'): Promise<TestApp> {
  const app = await testApp({
    modules,
    redis: kind === 'redis' && redis ? link(redis.url) : null,
  });
  await keeping(app);
  return app;
}
async function keeping(app: TestApp): Promise<void> {
  const one = await testCompany();
  await expect
    .poll(async () => {
      const { off } = results(app);
      await read(testCtx(app, one, one));
      return results(app).off - off;
    })
    .toBe(0);
}

beforeAll(async () => {
  redis = hasRedis ? await startRedis() : null;
});
afterAll(async () => {
  for (const made of links) made.close();
  await redis?.close();
});

describe.each(['memory', 'redis'] as const)('answers kept in %s', (kind) => {
  const run = test.skipIf(kind === 'redis' && !hasRedis);

  run('are given again until their time is over', async () => {
    const app = await process(kind);
    const one = await testCompany();
    const ctx = testCtx(app, one, one);
    const before = probe.reads;
    const first = await read(ctx);
    expect(await read(ctx)).toEqual(first);
    expect(await read(ctx, 'of=else')).toEqual(first);
    expect(probe.reads - before).toBe(2);
    await sleep(1100);
    await read(ctx);
    expect(probe.reads - before).toBe(3);
  });

  run('end with whatever is written', async () => {
    const app = await process(kind);
    const one = await testCompany();
    const ctx = testCtx(app, one, one);
    const seen = async () => (await read(ctx)).contacts;
    expect(await seen()).toBe('');
    const { id } = (await call(ctx, 'contacts.create', { body: { last_name: 'a' } })).data;
    expect(await seen()).toBe('a 1');
    await call(ctx, 'contacts.update', { params: { id }, body: { last_name: 'b' } });
    expect(await seen()).toBe('b 2');
    await call(ctx, 'contacts.delete', { params: { id } });
    expect(await seen()).toBe('b 3 gone');
    await call(ctx, 'contacts.restore', { params: { id } });
    expect(await seen()).toBe('b 4');
    const create = Array.from({ length: 200 }, () => ({ last_name: 'c' }));
    await call(ctx, 'contacts.bulk', { body: { create } });
    expect((await seen()).split(',')).toHaveLength(201);
    const importing = { ...ctx, origin: { ...ctx.origin, source: 'import' as const } };
    await call(importing, 'contacts.create', { body: { last_name: 'd' } });
    expect((await seen()).split(',')).toHaveLength(202);
    const other = await testCompany();
    const untouched = testCtx(app, other, other);
    await read(untouched);
    const before = probe.reads;
    await write(ctx, 'mine');
    await read(untouched);
    expect(probe.reads).toBe(before);
  });

  run('of fields, members and the company follow their changes', async () => {
    const app = await process(kind);
    const one = await testCompany();
    const rep = await one.member('rep', 'Cem Kaya');
    const ctx = testCtx(app, one, one);
    const data = async (name: string) => (await call(ctx, name)).data;
    await data('fields.list');
    const { data: field } = await call(ctx, 'fields.create', {
      body: { object: 'contacts', label: 'Size', kind: 'integer' },
    });
    expect(await data('fields.list')).toMatchObject([{ label: 'Size' }]);
    await call(ctx, 'fields.update', { params: { id: field.id }, body: { label: 'Height' } });
    expect(await data('fields.list')).toMatchObject([{ label: 'Height' }]);
    const objects = await data('objects.list');
    const contacts = objects.find(({ name }: { name: string }) => name === 'contacts');
    expect(contacts.custom_fields).toMatchObject([{ label: 'Height' }]);
    await data('members.list');
    await call(ctx, 'members.update', { params: { id: rep.user.id }, body: { role: 'manager' } });
    const roles = (await data('members.list')).map(({ role }: { role: string }) => role);
    expect(roles.sort()).toEqual(['manager', 'owner']);
    await data('company.get');
    await call(ctx, 'company.update', { body: { name: 'Renamed' } });
    expect(await data('company.get')).toMatchObject({ name: 'Renamed' });
    const self = testCtx(app, one, rep);
    await call(self, 'profile.update', { body: { name: 'Can Kaya' } });
    const names = (await data('members.list')).map(({ name }: { name: string }) => name);
    expect(names).toContain('Can Kaya');
  });

  run('of counted lists follow every write; lists without a count are not kept', async () => {
    const app = await process(kind);
    const one = await testCompany();
    const ctx = testCtx(app, one, one);
    const total = async () =>
      (await call(ctx, 'contacts.list', { search: 'count=exact&limit=1' })).pagination?.total;
    const { data: account } = await call(ctx, 'accounts.create', { body: { name: 'Acme' } });
    await call(ctx, 'contacts.create', { body: { last_name: 'a', account_id: account.id } });
    expect(await total()).toBe(1);
    const { hit } = results(app);
    expect(await total()).toBe(1);
    expect(results(app).hit).toBe(hit + 1);
    const before = results(app);
    await call(ctx, 'contacts.list');
    expect(results(app)).toEqual(before);
    await call(ctx, 'contacts.create', { body: { last_name: 'b' } });
    expect(await total()).toBe(2);
    const search = 'count=exact&filter[account.name]=Acme';
    const named = async () => (await call(ctx, 'contacts.list', { search })).data.length;
    expect(await named()).toBe(1);
    await call(ctx, 'accounts.update', { params: { id: account.id }, body: { name: 'Other' } });
    expect(await named()).toBe(0);
  });

  run('of counted lists follow what the job of an import brings', async () => {
    const app = await process(kind);
    const one = await testCompany();
    const ctx = testCtx(app, one, one);
    const total = async () =>
      (await call(ctx, 'contacts.list', { search: 'count=exact&limit=1' })).pagination?.total;
    expect([await total(), await total()]).toEqual([0, 0]);
    const body = new FormData();
    const rows = Array.from({ length: 1500 }, (_, n) => `Person ${n},p${n}@example.com`);
    body.set('options', JSON.stringify({ start: true }));
    body.set('file', new Blob([['Last Name,Email', ...rows].join('\n')]), 'people.csv');
    const operation = app.registry.operations.get('contacts.import');
    if (!operation) throw new Error('contacts can be imported');
    const { data } = await execute(ctx, operation, {
      params: {},
      search: '',
      request: new Request('http://localhost/', { method: 'POST', body }),
      body: async () => ({}),
    });
    const params = { id: (data as { import_id: string }).import_id };
    const workers = startWorkers(app, {
      kinds: [importJob],
      principalOf: async () => ctx.principal,
      look_ms: 20,
    });
    let status = '';
    while (!['completed', 'failed'].includes(status)) {
      await total(); // kept again and again meanwhile
      status = (await call(ctx, 'imports.get', { params })).data.status;
    }
    expect([status, await total()]).toEqual(['completed', 1500]);
    await workers.stop();
  });

  run('are worked out once for a hundred who ask at once', async () => {
    const app = await process(kind);
    const one = await testCompany();
    const ctx = testCtx(app, one, one);
    const before = probe.reads;
    probe.pause = () => sleep(200).then(() => undefined);
    const all = await Promise.all(Array.from({ length: 100 }, () => read(ctx)));
    probe.pause = async () => undefined;
    expect(probe.reads - before).toBe(1);
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  run('never outlive a change that overtook the read', async () => {
    const app = await process(kind);
    const one = await testCompany({ name: 'old' });
    const ctx = testCtx(app, one, one);
    let read_old: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => {
      read_old = resolve;
    });
    let go_on: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go_on = resolve;
    });
    probe.pause = () => {
      read_old();
      return gate;
    };
    const early = read(ctx);
    await stopped;
    probe.pause = async () => undefined;
    await write(ctx, 'new');
    expect((await read(ctx)).name).toBe('new'); // not shared with the read that began before
    go_on();
    expect((await early).name).toBe('old');
    expect((await read(ctx)).name).toBe('new');
  });

  run('are never failures, and never long ones', async () => {
    const app = await process(kind);
    const one = await testCompany();
    const ctx = testCtx(app, one, one);
    const before = probe.reads;
    for (const _ of [1, 2]) await expect(read(ctx, 'of=failing')).rejects.toThrow();
    expect(probe.reads - before).toBe(2);
    probe.padding = 'x'.repeat(600 * 1024);
    for (const _ of [1, 2]) await read(ctx);
    probe.padding = '';
    expect(probe.reads - before).toBe(4);
  });

  run('are another for another role, even of the same person', async () => {
    const app = await process(kind);
    const one = await testCompany();
    const ctx = testCtx(app, one, one);
    const full = (await call(ctx, 'objects.list')).data.length;
    const permissions = new Set(
      [...ctx.principal.permissions].filter((p) => p !== 'accounts:read'),
    );
    const less = { ...ctx, principal: { ...ctx.principal, permissions } };
    expect((await call(less, 'objects.list')).data).toHaveLength(full - 1);
    expect((await call(ctx, 'objects.list')).data).toHaveLength(full);
  });

  run('are never mixed: 10,000 interleaved reads of nine people in three companies', async () => {
    const app = await process(kind);
    const readers: { ctx: Ctx; name: string; colleagues: readonly string[] }[] = [];
    for (const name of ['canary-1', 'canary-2', 'canary-3']) {
      const company = await testCompany({ name });
      const people = [company, await company.member('rep'), await company.member('read_only')];
      const colleagues = people.map(({ user }) => user.id).sort();
      for (const person of people)
        readers.push({ ctx: testCtx(app, company, person), name, colleagues });
    }
    let wrong = 0;
    let at = 0;
    const work = async (): Promise<void> => {
      while (at < 10_000) {
        const turn = at++;
        const { ctx, name, colleagues } = readers[
          (turn * 7) % readers.length
        ] as (typeof readers)[0];
        if (turn % 500 === 0 && ctx.principal.role === 'owner') await write(ctx, name);
        const mine = await read(ctx);
        const ids = (await call(ctx, 'members.list')).data
          .map(({ id }: { id: string }) => id)
          .sort();
        if (mine.name !== name || mine.reader !== ctx.principal.user.id) wrong++;
        if (ids.join() !== colleagues.join()) wrong++;
      }
    };
    await Promise.all(Array.from({ length: 16 }, work));
    expect(wrong).toBe(0);
    expect(results(app).hit).toBeGreaterThan(15_000);
  });
});

describe.skipIf(!hasRedis)('two processes with one Redis', () => {
  test('share answers, and see a write of the other at once', async () => {
    const [here, there] = [await process('redis'), await process('redis')];
    const one = await testCompany();
    const [mine, other] = [testCtx(here, one, one), testCtx(there, one, one)];
    await read(mine);
    const before = probe.reads;
    await read(other);
    expect(probe.reads).toBe(before);
    for (let turn = 0; turn < 200; turn++) {
      const [writer, reader] = turn % 2 ? [mine, other] : [other, mine];
      await write(writer, `name ${turn}`);
      expect((await read(reader)).name).toBe(`name ${turn}`);
      expect((await read(writer)).name).toBe(`name ${turn}`);
    }
  });

  test('go on without it, and know nothing of before when it is back', async () => {
    const own = await startRedis();
    const made = async () => testApp({ modules, redis: link(own.url) });
    const [here, there] = [await made(), await made()];
    await keeping(here);
    await keeping(there);
    const one = await testCompany({ name: 'before' });
    const [mine, other] = [testCtx(here, one, one), testCtx(there, one, one)];
    await read(mine);
    await read(other);
    await own.kill();
    await write(mine, 'meanwhile');
    expect((await read(other)).name).toBe('meanwhile');
    expect((await read(mine)).name).toBe('meanwhile');
    await own.start(); // with the versions and texts it had on its disk
    for (let turn = 0; turn < 40; turn++) {
      expect((await read(other)).name).toBe('meanwhile');
      expect((await read(mine)).name).toBe('meanwhile');
      await sleep(50);
    }
    await keeping(here);
    await own.signal('SIGSTOP');
    await write(mine, 'hanging');
    expect((await read(mine)).name).toBe('hanging');
    own.signal('SIGCONT');
    await keeping(here);
    expect((await read(other)).name).toBe('hanging');
    await own.close();
  });

  test('a bump that Redis did not take is made up for', async () => {
    const own = await startRedis();
    const made = async () => testApp({ modules, redis: link(own.url) });
    const [here, there] = [await made(), await made()];
    await keeping(here);
    await keeping(there);
    const one = await testCompany();
    const [mine, other] = [testCtx(here, one, one), testCtx(there, one, one)];
    const seen = async () => (await call(other, 'company.get')).data.name;
    expect(await seen()).toBe('Acme');
    await own.send('CONFIG SET maxmemory 1');
    await call(mine, 'company.update', { body: { name: 'Changed' } });
    expect((await call(mine, 'company.get')).data.name).toBe('Changed');
    await own.send('CONFIG SET maxmemory 0');
    await expect.poll(seen, { timeout: 5000 }).toBe('Changed'); // kept for 5 minutes otherwise
    await own.close();
  });
});

test('two processes without Redis keep nothing as soon as they hear of each other', async () => {
  const { urls } = await startDatabase();
  const bus = () =>
    processBus({ redis_url: null, postgres_url: urls.app, onError: () => undefined });
  const [here, there] = [
    await testApp({ modules, bus: bus() }),
    await testApp({ modules, bus: bus() }),
  ];
  const one = await testCompany();
  const [mine, other] = [testCtx(here, one, one), testCtx(there, one, one)];
  for (let turn = 0; turn < 50; turn++) {
    await write(mine, `name ${turn}`);
    expect((await read(other)).name).toBe(`name ${turn}`);
  }
  expect(results(there)).toMatchObject({ hit: 0, off: 50 });
  await Promise.all([here.bus.close(), there.bus.close()]);
});

test('a tag that no event bumps is refused at the start', async () => {
  const contract = { ...readContract, name: 'probe.typo', cache: { ...cache, tags: ['probes'] } };
  const typo = { ...probeModule, operations: [query(contract, async () => ({ data: newId() }))] };
  await expect(testApp({ modules: [typo] })).rejects.toThrow('probes');
});
