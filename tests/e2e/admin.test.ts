import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { HttpPerson } from '../support/http-person';
import { runProgram, serve, stop } from '../support/process';

const folder = mkdtempSync(join(tmpdir(), 'ambit-admin-'));
chmodSync(folder, 0o755); // the account of PostgreSQL passes through when we are root
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command of the administrator; returns its exit code and what it printed. */
async function ambit(data: string, ...args: string[]) {
  const running = runProgram('ambit', args, { DATA_DIR: data });
  return { code: await running.ended, said: running.output() };
}

test('the command line beside a running server: doctor, migrate, operator, backup, restore', async () => {
  const data = join(folder, 'data');
  const server = await serve({ DATA_DIR: data });
  const first = await HttpPerson.registered(server.url);
  const person = await HttpPerson.registered(server.url);
  for (let n = 0; n < 20; n++) await person.post('/contacts', { last_name: `Byron ${n}` });

  const help = await ambit(data, 'help');
  expect(help.code).toBe(0);
  for (const command of ['migrate', 'backup', 'restore', 'doctor', 'operator'])
    expect(help.said).toContain(`npm run ambit -- ${command}`);
  expect(await ambit(data, 'frobnicate')).toMatchObject({ code: 1 });

  const doctor = await ambit(data, 'doctor');
  expect(doctor.code, doctor.said).toBe(0);
  expect(doctor.said).toMatch(/ok {6}database: PostgreSQL 18.*schema up to date, 2 companies/);
  const migrate = await ambit(data, 'migrate');
  expect(migrate).toEqual({ code: 0, said: 'The schema is up to date.\n' });

  const operator = async () =>
    (await person.get<{ user: { is_operator: boolean } }>('/auth/session')).data.user.is_operator;
  expect(await operator()).toBe(false);
  const granted = await ambit(data, 'operator', 'grant', person.email);
  expect(granted).toEqual({ code: 0, said: 'Ada Byron is an operator now.\n' });
  expect(await operator()).toBe(true);
  const nobody = await ambit(data, 'operator', 'grant', 'nobody@example.com');
  expect(nobody).toEqual({ code: 1, said: 'Nobody is registered as nobody@example.com.\n' });

  const reset = await ambit(data, 'second-factor', 'reset', person.email);
  expect(reset).toEqual({
    code: 0,
    said: 'Ada Byron signs in by password alone now.\n',
  });
  expect(await ambit(data, 'second-factor', 'reset', 'nobody@example.com')).toMatchObject({
    code: 1,
  });

  expect(await ambit(data, 'networks', 'open', person.email)).toMatchObject({
    code: 1,
    said: expect.stringContaining('owns no company that is bound to networks'),
  });

  const file = join(folder, 'all.gz');
  const backup = await ambit(data, 'backup', file);
  expect(backup.code, backup.said).toBe(0);
  await person.post('/contacts', { last_name: 'Too late' });
  const full = await ambit(data, 'restore', file);
  expect(full.code).toBe(1);
  expect(full.said).not.toMatch(/\n\s+at /);
  expect(await stop(server)).toBe(0);

  const fresh = join(folder, 'fresh');
  const restored = await ambit(fresh, 'restore', file);
  expect(restored.code, restored.said).toBe(0);
  const again = await serve({ DATA_DIR: fresh });
  const { email, password } = person;
  const back = new HttpPerson(again.url);
  expect((await back.post('/auth/login', { email, password })).status).toBe(200);
  expect(await back.contacts()).toBe(20);
  const other = new HttpPerson(again.url);
  await other.post('/auth/login', { email: first.email, password: first.password });
  expect(await other.contacts()).toBe(0);
  expect(await stop(again)).toBe(0);

  const half = join(folder, 'half.gz');
  writeFileSync(half, readFileSync(file).subarray(0, 2000));
  const damaged = await ambit(join(folder, 'third'), 'restore', half);
  expect(damaged.code).toBe(1);
  expect(damaged.said).not.toMatch(/\n\s+at /);
  const missing = await ambit(join(folder, 'third'), 'restore', join(folder, 'none.gz'));
  expect(missing.code).toBe(1);
  expect(missing.said).toContain('none.gz');
  expect(existsSync(join(folder, 'none.gz'))).toBe(false);
});
