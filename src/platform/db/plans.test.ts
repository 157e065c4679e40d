import { expect, test } from 'vitest';
import { ownDatabase } from '../../../tests/support/database';
import { newId } from '../ids';
import { openDatabase } from './database';

test('a statement that was planned over an empty table is planned anew as the table grows', async () => {
  const { admin, urls } = await ownDatabase('plans');
  // What autovacuum would find out about the table later would have it planned anew as well.
  await admin.query('alter table webhook_deliveries set (autovacuum_enabled = false)');
  const db = openDatabase(urls, { sizes: { app: 1, auth: 1, relay: 1 } });
  const scope = { company_id: newId(), user_id: null };
  const find = (times: number) =>
    db.withCompany(scope, async (tx) => {
      const id = newId();
      for (let n = 0; n < times; n++)
        await tx.run({
          name: 'find_delivery',
          text: 'select body from webhook_deliveries where company_id = $1 and webhook_id = $2 and id = $3',
          values: [scope.company_id, id, id],
        });
      const { rows } = await tx.run<Record<string, string>>({
        text: `explain execute find_delivery('${id}', '${id}', '${id}')`,
        values: [],
      });
      return rows.map((row) => row['QUERY PLAN']).join(' ');
    });
  const byId = /Index Cond: [^:]*\(id = \$3\)/;
  try {
    // Often enough that PostgreSQL keeps one plan for all values.
    const first = await find(10);
    expect(first).toContain('$3');
    expect(first).not.toMatch(byId);
    const client = await admin.connect();
    await client.query("set session_replication_role = 'replica'");
    await client.query(
      `insert into webhook_deliveries (company_id, webhook_id, id, event, body)
       select $1, gen_random_uuid(), uuidv7(), 'contact.updated', '{}' from generate_series(1, 20000)`,
      [scope.company_id],
    );
    client.release(true);
    let plan = '';
    for (let n = 0; n < 20; n++) plan = await find(1);
    expect(plan).toContain('$3');
    expect(plan).toMatch(byId);
  } finally {
    await db.close();
  }
});
