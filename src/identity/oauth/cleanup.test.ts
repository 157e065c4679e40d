import { expect, test } from 'vitest';
import { enqueue } from '@/core/run/jobs/job';
import { startWorkers } from '@/core/run/jobs/worker';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import { workPrincipal } from '../member-principal';
import { cleanupTokensJob } from './cleanup';

test('codes and refresh tokens that ended go, used ones stay until then, another company keeps its own', async () => {
  const app = await testApp();
  const { admin } = await startDatabase();
  const [mine, theirs] = [await testCompany(), await testCompany()];
  const codes = new Map<string, string>();
  for (const { company, user } of [mine, theirs]) {
    const [app_id, key_id] = [newId(), newId()];
    await admin.query(
      "insert into oauth_apps (company_id, id, name, redirect_uris, scopes) values ($1, $2, 'Sync', '{}', '{}')",
      [company.id, app_id],
    );
    await admin.query(
      "insert into api_keys (company_id, id, user_id, app_id, name, prefix, key_hash, scopes) values ($1, $2, $3, $4, 'Sync', 'amb_', $5, '{}')",
      [company.id, key_id, user.id, app_id, newId()],
    );
    for (const hours of [-30, -2, 1]) {
      const hash = newId();
      codes.set(hash, `${company.id === mine.company.id ? 'mine' : 'theirs'} ${hours}`);
      await admin.query(
        `insert into oauth_codes (company_id, code_hash, app_id, user_id, redirect_uri, scopes, code_challenge, expires_at, used_at)
         values ($1, $2, $3, $4, '', '{}', '', now() + make_interval(hours => $5), now())`,
        [company.id, hash, app_id, user.id, hours],
      );
      await admin.query(
        'insert into oauth_refresh_tokens (company_id, token_hash, key_id, expires_at, used_at) values ($1, $2, $3, now() + make_interval(hours => $4), now())',
        [company.id, hash, key_id, hours],
      );
    }
  }
  const ctx = testCtx(app, mine, mine);
  const id = await app.db.withCompany(ctx.scope, (tx) => enqueue(ctx, tx, cleanupTokensJob, {}));
  const workers = startWorkers(app, { kinds: [cleanupTokensJob], principalOf: workPrincipal });
  const result = async () =>
    (await admin.query('select result from jobs where id = $1', [id])).rows[0]?.result;
  await expect.poll(result, { timeout: 10_000 }).toEqual({ deleted: 3 });
  await workers.stop();
  const left = async (table: string, key: string) =>
    (
      await admin.query<{ hash: string }>(
        `select ${key} as hash from ${table} where company_id = any($1)`,
        [[mine.company.id, theirs.company.id]],
      )
    ).rows
      .map(({ hash }) => codes.get(hash))
      .sort();
  expect(await left('oauth_codes', 'code_hash')).toEqual([
    'mine -2',
    'mine 1',
    'theirs -2',
    'theirs -30',
    'theirs 1',
  ]);
  expect(await left('oauth_refresh_tokens', 'token_hash')).toEqual([
    'mine 1',
    'theirs -2',
    'theirs -30',
    'theirs 1',
  ]);
});
