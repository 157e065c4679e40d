import { fold } from '@/core/run/engine/fold';
import type { NewCompany } from '@/core/run/module';
import type { Statement } from '@/platform/db/types';
import { newId } from '@/platform/ids';

type Language = NewCompany['language'];

const names = { en: 'Sales', tr: 'Satış' } as const;

/** Stages every new pipeline has; `probability` in percent. */
const firstStages = [
  { kind: 'open', probability: 10, rotting_days: 14, en: 'Qualified', tr: 'Nitelikli' },
  { kind: 'open', probability: 25, rotting_days: 14, en: 'Meeting', tr: 'Görüşme' },
  { kind: 'open', probability: 50, rotting_days: 21, en: 'Proposal', tr: 'Teklif' },
  { kind: 'open', probability: 75, rotting_days: 21, en: 'Negotiation', tr: 'Pazarlık' },
  { kind: 'won', probability: 100, rotting_days: null, en: 'Won', tr: 'Kazanıldı' },
  { kind: 'lost', probability: 0, rotting_days: null, en: 'Lost', tr: 'Kaybedildi' },
] as const;

/** An insert of records together with their search texts. */
const withSearch = (object: string, insert: string): string =>
  `with made as (${insert} returning company_id, id, title_key, created_at)
    insert into search_documents (company_id, object, record_id, title_key, body, created_at)
    select company_id, '${object}', id, title_key, title_key, created_at from made`;

/** The pipeline a company starts with, its stages apart. */
export function firstPipeline(
  { company_id, user_id, language }: Omit<NewCompany, 'currency'>,
  id: string,
): Statement {
  return {
    text: withSearch(
      'pipelines',
      `insert into pipelines (company_id, id, title, title_key, name, name_key, is_default, position, created_at, created_by, updated_at, updated_by)
        values ($1, $2, $3, $4, $3, $4, true, 0, now(), $5, now(), $5)`,
    ),
    values: [company_id, id, names[language], fold(names[language]), user_id],
  };
}

/** The stages of new pipelines, in the language of the company. */
export function firstStagesOf(
  { company_id, user_id }: { company_id: string; user_id: string | null },
  language: Language,
  pipelines: readonly string[],
): Statement {
  const rows = pipelines.flatMap((pipeline_id) =>
    firstStages.map((stage, at) => ({ ...stage, pipeline_id, position: at + 1 })),
  );
  const column = <T>(of: (row: (typeof rows)[number]) => T) => rows.map(of);
  return {
    text: withSearch(
      'stages',
      `insert into stages (company_id, id, title, title_key, name, name_key, pipeline_id, kind, probability, rotting_days, position,
        created_at, created_by, updated_at, updated_by)
      select $1, id, name, key, name, key, pipeline_id, kind, probability, coalesce(rotting_days, '-9223372036854775808'), position, now(), $2, now(), $2
      from unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::int8[], $9::int8[], $10::int8[])
        as s(id, name, key, pipeline_id, kind, probability, rotting_days, position)`,
    ),
    values: [
      company_id,
      user_id,
      column(() => newId()),
      column((row) => row[language]),
      column((row) => fold(row[language])),
      column((row) => row.pipeline_id),
      column((row) => row.kind),
      column((row) => String(row.probability * 100)),
      column((row) => (row.rotting_days === null ? null : String(row.rotting_days))),
      column((row) => String(row.position)),
    ],
  };
}
