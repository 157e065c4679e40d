import { harmless, harmlessColumn, harmlessValue } from '@/platform/csv';
import type { Choice, Field } from '../../shape/field';
import { instant, output } from '../engine/kinds';
import type { Parameters } from '../engine/parameters';

/** What a spreadsheet takes a cell for. */
export type CellType = 'text' | 'number' | 'boolean' | 'date' | 'datetime';

export const cellType = ({ kind }: Field): CellType => {
  if (kind === 'boolean' || kind === 'date' || kind === 'datetime') return kind;
  return ['integer', 'decimal', 'percent', 'money'].includes(kind) ? 'number' : 'text';
};

/** What a choice is called in a file. Labels are written by people, so they pass as values. */
type Naming = (value: string) => string;

function namesOf(
  choices: readonly Choice[],
  language: 'en' | 'tr',
  parameters: Parameters,
): Naming {
  const cases = choices.map(
    ({ value, label }) =>
      `when ${parameters.add(value, 'text')} then ${parameters.add(harmless(label[language]), 'text')}`,
  );
  return (value) =>
    cases.length === 0
      ? harmlessValue(value)
      : `case ${value} ${cases.join(' ')} else ${harmlessValue(value)} end`;
}

/** SQL of the cell of a field that is a column of the record `t`, but for references, people and addresses. Empty is NULL. */
export function cellSql(
  name: string,
  field: Field,
  language: 'en' | 'tr',
  parameters: Parameters,
): string {
  const column = `t.${name}`;
  switch (field.kind) {
    case 'boolean':
      return yesNo(column);
    case 'integer':
    case 'decimal':
    case 'percent':
    case 'money':
    case 'date':
      return output('t', name, field);
    case 'datetime':
      return instant(column);
    case 'choice':
      return namesOf(field.choices ?? [], language, parameters)(`nullif(${column}, '')`);
    case 'multi_choice':
      return namedList(`unnest(${column})`, field.choices ?? [], language, parameters);
    case 'tags':
      return harmlessValue(joinedTags(column));
    case 'emails':
    case 'phones':
    case 'links':
      return labelledList(column);
    case 'addresses':
      return wholeList(column);
    default:
      return harmlessColumn(column);
  }
}

/** The same of a field of the company's own. */
export function customCellSql(
  key: string,
  field: Field,
  language: 'en' | 'tr',
  parameters: Parameters,
): string {
  const value = `(t.custom ->> '${key}')`;
  switch (field.kind) {
    case 'boolean':
      return `coalesce(${value}, 'false')`;
    case 'integer':
    case 'decimal':
    case 'percent':
    case 'date':
    case 'datetime':
      return value;
    case 'choice':
      return namesOf(field.choices ?? [], language, parameters)(value);
    case 'multi_choice': {
      const list = `jsonb_array_elements_text(coalesce(t.custom -> '${key}', '[]'))`;
      return namedList(list, field.choices ?? [], language, parameters);
    }
    default:
      return harmlessValue(value);
  }
}

const yesNo = (column: string): string => `case when ${column} then 'true' else 'false' end`;

const namedList = (
  set: string,
  choices: readonly Choice[],
  language: 'en' | 'tr',
  parameters: Parameters,
): string =>
  `(select string_agg(${namesOf(choices, language, parameters)('l.v')}, '; ' order by l.n) from ${set} with ordinality l(v, n))`;

/** Tags with a semicolon or comma between them; as JSON where one of them would be cut in two by that. */
const joinedTags = (column: string): string =>
  `case when ${column} = '{}' then null when array_to_string(${column}, ' ') ~ '[,;\\n]|^\\[| ::: ' ` +
  `then array_to_json(${column})::text else array_to_string(${column}, '; ') end`;

/** `work: a@b.example; c@d.example`, of the entries as they are kept or masked. */
export const labelledList = (list: string): string =>
  harmlessValue(
    `case when ${list} = '[]' then null else (select string_agg(
      case when coalesce(l.v ->> 'label', '') = '' then '' else translate(l.v ->> 'label', ':;', '  ') || ': ' end
      || coalesce(l.v ->> 'value', '') || coalesce(' x' || (l.v ->> 'extension'), ''), '; ' order by l.n)
      from jsonb_array_elements(${list}) with ordinality l(v, n)) end`,
  );

/** Several addresses have no other form that says all. */
export const wholeList = (list: string): string => `nullif(${list}, '[]')::text`;
