/**
 * SQL that fills one company with believable data at any size, run by a superuser past row level security because
 * loading a million rows through the API would measure the load and not the lists. Rows look exactly like those the
 * engine writes: folded keys, search documents, match keys, mirrored custom values; only their events are missing.
 */
export interface Scale {
  readonly company_id: string;
  /** The signed-in owner of the company; owns every tenth record. */
  readonly user_id: string;
  readonly contacts: number;
  readonly accounts: number;
  readonly score_field: string;
  readonly segment_field: string;
}

const firstNames = [
  'Anna',
  'Bruno',
  'Carla',
  'David',
  'Elif',
  'Fatma',
  'Georg',
  'Hanna',
  'Ines',
  'Jonas',
  'Kemal',
  'Lara',
  'Mehmet',
  'Nora',
  'Oskar',
  'Petra',
  'Quentin',
  'Rosa',
  'Selin',
  'Tomas',
  'Ursula',
  'Viktor',
  'Wanda',
  'Xenia',
  'Yusuf',
  'Zoe',
];
const lastNames = [
  'Adler',
  'Becker',
  'Costa',
  'Demir',
  'Eriksen',
  'Fischer',
  'Garcia',
  'Hoffmann',
  'Ivanov',
  'Jensen',
  'Kaya',
  'Lopez',
  'Moreau',
  'Novak',
  'Okafor',
  'Peeters',
  'Quinn',
  'Rossi',
  'Schmidt',
  'Tanaka',
  'Ueda',
  'Vogel',
  'Weber',
  'Yilmaz',
  'Zimmer',
];
const industries = [
  'Logistics',
  'Energy',
  'Manufacturing',
  'Software',
  'Healthcare',
  'Retail',
  'Construction',
  'Finance',
  'Media',
  'Agriculture',
];
const titles = [
  'Buyer',
  'Head of Procurement',
  'Chief Executive',
  'Operations Manager',
  'IT Director',
  'Finance Director',
  'Plant Manager',
  'Office Manager',
];

const quote = (words: readonly string[]) => `array[${words.map((word) => `'${word}'`).join(',')}]`;
const pick = (words: readonly string[], index: string) =>
  `(${quote(words)})[1 + (${index}) % ${words.length}]`;

/** Statements in order. `hashint4` gives a stable, well-mixed number per row. */
export function loadStatements({
  company_id,
  user_id,
  contacts,
  accounts,
  score_field,
  segment_field,
}: Scale): string[] {
  const company = `'${company_id}'::uuid`;
  const mixed = (salt: number, row = 'n') => `abs(hashint4(${row} + ${salt * 7919})::int8)`;
  const now = "timestamptz '2026-11-01 12:00:00+00'";
  const members = `(select array_agg(user_id order by user_id) from members where company_id = ${company})`;
  return [
    `with sellers as (
       insert into users (id, name, email) select gen_random_uuid(), 'Seller ' || n, 'seller' || n || '@bench.example' from generate_series(1, 9) n returning id, name, email)
     insert into members (company_id, user_id, name, title_key, email, role) select ${company}, id, name, lower(name), email, 'rep' from sellers`,
    `create unlogged table bench_accounts as
     select n, uuidv7((n - ${accounts}) * interval '1 minute') as id, 'Company ' || n as name, ${pick(industries, mixed(1))} as industry,
       (5 + ${mixed(2)} % 12000)::int8 as employees from generate_series(1, ${accounts}) n`,
    `insert into accounts (company_id, id, title, title_key, name, name_key, domain, domain_key, industry, industry_key, employees, type, owner_id, created_at, updated_at)
     select ${company}, id, name, lower(name), name, lower(name), 'company' || n || '.example', 'company' || n || '.example', industry, lower(industry), employees,
       'customer', '${user_id}', ${now} - (${accounts} - n) * interval '1 minute', ${now} from bench_accounts order by n`,
    `insert into search_documents (company_id, object, record_id, title_key, body, owner_id, created_at)
     select ${company}, 'accounts', id, lower(name), lower(name) || E'\\ncompany' || n || '.example', '${user_id}', ${now} - (${accounts} - n) * interval '1 minute' from bench_accounts order by n`,
    `insert into match_keys (company_id, object, key, record_id) select ${company}, 'accounts', 'domain:company' || n || '.example', id from bench_accounts`,
    `create unlogged table bench_contacts as
     with people as (
       select n, uuidv7((n - ${contacts}) * interval '20 seconds') as id, ${pick(firstNames, mixed(3))} as first_name,
         ${pick(lastNames, mixed(4))} || case when ${mixed(5)} % 4 = 0 then '-' || ${pick(lastNames, mixed(6))} else '' end as last_name,
         1 + ${mixed(7)} % ${accounts} as account, ${members} as members
       from generate_series(1, ${contacts}) n)
     select p.*, a.id as account_id, p.members[1 + ${mixed(8, 'p.n')} % 10] as owner_id,
       case when ${mixed(9, 'p.n')} % 50 = 0 then '' else 'person' || p.n || '@company' || (p.n % 100) || '.example' end as email,
       ${pick(titles, mixed(10, 'p.n'))} || case when ${mixed(11, 'p.n')} % 20000 = 0 then ' Quantum' else '' end as job_title,
       case ${mixed(12, 'p.n')} % 20 when 0 then 'inactive' when 1 then 'active' when 2 then 'customer' when 3 then 'prospect' else 'lead' end as status,
       (array['lead','sales_qualified_lead','opportunity','customer'])[1 + ${mixed(13, 'p.n')} % 4] as lifecycle_stage,
       ${now} - (${mixed(14, 'p.n')} % 400) * interval '1 day' as last_touch_at,
       ${now} - (${contacts} - p.n) * interval '20 seconds' as created_at,
       ${mixed(15, 'p.n')} % 100 as score, (array['small','mid','enterprise'])[1 + ${mixed(16, 'p.n')} % 3] as segment,
       case when ${mixed(17, 'p.n')} % 100 = 0 then array['vip'] else array[]::text[] end as tags,
       case when p.n % 97 = 0 then to_char(date '1970-01-01' + (${mixed(18, 'p.n')} % 12000)::int, 'YYYY-MM-DD') else '' end as birthday,
       ${mixed(19, 'p.n')} % 20 = 0 as do_not_email
     from people p join bench_accounts a on a.n = p.account`,
    `insert into contacts (company_id, id, title, title_key, first_name, first_name_key, last_name, last_name_key, email, emails, account_id, job_title, job_title_key,
       owner_id, status, lifecycle_stage, last_touch_at, tags, birthday, do_not_email, custom, created_at, updated_at, created_by)
     select ${company}, id, first_name || ' ' || last_name, lower(first_name || ' ' || last_name), first_name, lower(first_name), last_name, lower(last_name), email,
       case when email = '' then '[]'::jsonb else jsonb_build_array(jsonb_build_object('label', null, 'value', email, 'primary', true)) end,
       account_id, job_title, lower(job_title), owner_id, status, lifecycle_stage, last_touch_at, tags, birthday, do_not_email,
       jsonb_build_object('score', score, 'segment', segment), created_at, created_at, owner_id
     from bench_contacts order by n`,
    // Empty fields have no line; the last two words make terms that are rare or absent from the newest.
    `insert into search_documents (company_id, object, record_id, title_key, body, owner_id, created_at)
     select ${company}, 'contacts', id, lower(first_name || ' ' || last_name),
       lower(concat_ws(E'\\n', first_name, last_name, nullif(email, ''), job_title, case when tags = '{vip}' then 'vip' end,
         case when n % 199999 = 7 and n < ${contacts} - 60000 then 'xanadu' end, case when n % 8 = 3 and n < ${contacts} - 60000 then 'oldtown' end)),
       owner_id, created_at from bench_contacts order by n`,
    `insert into match_keys (company_id, object, key, record_id) select ${company}, 'contacts', 'email:' || email, id from bench_contacts where email <> ''`,
    `insert into field_values (company_id, field_id, record_id, number_value) select ${company}, '${score_field}', id, score from bench_contacts`,
    `insert into field_values (company_id, field_id, record_id, text_value) select ${company}, '${segment_field}', id, segment from bench_contacts`,
    'drop table bench_accounts, bench_contacts',
    'vacuum analyze',
  ];
}
