import { expect, test } from 'vitest';
import { testApp } from '../../tests/support/app';
import { ownDatabase } from '../../tests/support/database';
import { seedDemo } from './demo';

const renewals =
  "deals d join stages s on s.id = d.stage_id join pipelines p on p.id = d.pipeline_id where p.name = 'Yenilemeler'";

test('a demo company in Turkish has a year behind it that holds together', async () => {
  const database = await ownDatabase('demo');
  const app = await testApp({ database });
  const today = app.clock.now().toISOString().slice(0, 10);
  await seedDemo(app, 'tr');
  const all = async <T extends object>(text: string): Promise<T[]> =>
    (await database.admin.query<T>(text)).rows;
  const none = async (text: string) => expect(await all(text), text).toEqual([]);
  const count = async (from: string) =>
    Number((await all<{ count: string }>(`select count(*) from ${from}`))[0]?.count);

  // Something of everything, and no month without a sale since the first ones.
  for (const [from, least] of [
    ["deals where status = 'open'", 20],
    ["deals where status = 'won'", 30],
    ["deals where status = 'lost'", 30],
    ['deals where slips > 0', 5],
    ["leads where status = 'new'", 2],
    ["leads where converted_at > '-infinity'", 20],
    ["quotes where status = 'sent'", 2],
    ["quotes where status = 'accepted'", 10],
    ["quotes where status = 'declined'", 3],
    ["quotes where status = 'replaced'", 3],
    ['comments', 20],
    ['notes', 20],
    [`tasks where status = 'open' and due_at::date = '${today}'`, 5],
    [`tasks where status = 'open' and due_at < '${today}'`, 3],
    [`activities where occurred_at >= '${today}'`, 10],
    ["(select distinct date_trunc('month', closed_on) from deals where status = 'won') m", 10],
    [
      "deals d join stages s on s.id = d.stage_id where d.status = 'open' and d.stage_since < now() - make_interval(days => s.rotting_days::int)",
      2,
    ],
    // What the company is made of: gates, a second pipeline, teams, a role of its own, walls around single records.
    ["stages where required_fields @> '{amount}'", 2],
    ['stage_checks where is_required', 7],
    ['deal_checks', 40],
    [`${renewals} and d.status = 'open'`, 2],
    [`${renewals} and s.name = 'Yenilendi'`, 8],
    [`${renewals} and s.name = 'Sona erdi'`, 2],
    ['teams t join team_members m on m.team_id = t.id where m.is_manager', 3],
    ['teams t join teams above on above.id = t.parent_id', 2],
    ['roles r join member_roles m on m.role_id = r.id', 1],
    ['deals where private', 1],
    ["record_shares where object = 'deals'", 2],
    ['lead_assignment where jsonb_array_length(rules) = 2', 1],
    ["tasks where parent_id is not null and status = 'open'", 2],
    ["tasks where recurrence > '' and status = 'open'", 2],
    ['quotas', 25],
  ] as const)
    expect(await count(from), from).toBeGreaterThanOrEqual(least);

  // Nothing happens before it is there or after today, and what is told agrees with when.
  await none(`select name, created_at from events where created_at >= '${today}'`);
  await none(
    "select name from events where abs(extract(epoch from created_at) * 1000 - ('x' || substr(id::text, 1, 8) || substr(id::text, 10, 4))::bit(48)::bigint) > 60000",
  );
  for (const table of ['accounts', 'contacts', 'leads', 'deals', 'tasks', 'activities', 'quotes'])
    await none(
      `select e.name from events e join ${table} t on t.id = e.record_id where e.object = '${table}' and e.created_at < t.created_at`,
    );
  await none("select id from deals where status = 'won' and lost_reason > ''");
  await none(
    `select id from activities where occurred_at < '${today}' and occurred_at > created_at`,
  );

  // Stays follow each other, and the last one is where the deal is.
  await none(
    `select deal_id from (select deal_id, entered_at, lag(left_at) over (partition by deal_id order by entered_at) as ended,
      row_number() over (partition by deal_id order by entered_at) as place from deal_stages) s where place > 1 and ended is distinct from entered_at`,
  );
  await none(
    `select d.id from deals d left join deal_stages s on s.deal_id = d.id and s.left_at is null
      where s.stage_id is distinct from d.stage_id or s.entered_at is distinct from d.stage_since`,
  );
}, 400_000);
