import { harmless, harmlessColumn, harmlessValue } from '@/platform/csv';
import { customKey } from '../../shape/custom-field';
import { type Field, inOwnCurrency, type Label } from '../../shape/field';
import type { Ctx } from '../context';
import type { Compiled } from '../engine/compile';
import { instant } from '../engine/kinds';
import { maskedOutput, titleSource, titleSql } from '../engine/masks';
import type { Parameters } from '../engine/parameters';
import { type CellType, cellSql, cellType, customCellSql, labelledList } from './cells';
import { headerOf, idHeader, type Part, partsOf } from './headers';

/** One column of a file. */
export interface ExportColumn {
  /** The field it belongs to. */
  readonly field: string;
  readonly header: string;
  readonly type: CellType;
  /** Of the cell of the record `t` as CSV has it: nothing a spreadsheet would run. */
  readonly sql: string;
}

export interface ExportColumns {
  readonly columns: readonly ExportColumn[];
  /** What they read beside the record. */
  readonly joins: string;
}

/** What a file has only when it is asked for: a title says again what other fields say, unless it is one itself. */
const leftOut = ({ object }: Compiled, name: string): boolean =>
  name === 'version' || (name === 'title' && !('title' in object.fields));

const fullName: Label = { en: 'Full name', tr: 'Ad soyad' };

/**
 * The columns of an object's file for somebody: of the fields they see, as they see them, headed in their language.
 * `wanted`: names of fields in their order, `null` for all that people look at. The id of the record comes last in any case.
 */
export function exportColumns(
  ctx: Ctx,
  compiled: Compiled,
  wanted: ReadonlySet<string> | null,
  bin: boolean,
  parameters: Parameters,
): ExportColumns {
  return new Columns(ctx, compiled, parameters).of(fieldsOf(compiled, wanted, bin));
}

/** Names of the fields a file has: what is asked for, the currency of an amount beside it, one's own fields one by one. */
function fieldsOf(compiled: Compiled, wanted: ReadonlySet<string> | null, bin: boolean): string[] {
  const own = [...compiled.custom.keys()].map((key) => `custom.${key}`);
  const names =
    wanted === null
      ? [
          ...[...compiled.fields]
            .filter(([name, { hidden }]) => !hidden && !leftOut(compiled, name))
            .map(([name]) => name),
          ...own,
          ...(bin ? ['deleted_at'] : []),
        ]
      : [...wanted].flatMap((name) => (name === 'custom' ? own : [name]));
  const all = new Set<string>();
  for (const name of names) {
    all.add(name);
    const field = compiled.fields.get(name);
    if (field && inOwnCurrency(field) && compiled.fields.has('currency')) all.add('currency');
  }
  all.delete('id');
  return [...all];
}

class Columns {
  private readonly joins: string[] = [];
  private readonly headers = new Set<string>();

  constructor(
    private readonly ctx: Ctx,
    private readonly compiled: Compiled,
    private readonly parameters: Parameters,
  ) {}

  of(names: readonly string[]): ExportColumns {
    const columns = names.flatMap((name) => this.column(name));
    columns.push({
      field: 'id',
      header: this.header(idHeader[this.ctx.language], 'id'),
      type: 'text',
      sql: 't.id',
    });
    return { columns, joins: this.joins.join(' ') };
  }

  private column(name: string): ExportColumn[] {
    const { compiled, parameters } = this;
    const { language } = this.ctx;
    if (name === 'title') return [this.title()];
    if (name === 'deleted_at') {
      const header = this.header({ en: 'Deleted', tr: 'Silinme' }[language], name);
      return [{ field: name, header, type: 'datetime', sql: instant('t.deleted_at') }];
    }
    const key = customKey(name);
    const field = key === null ? compiled.fields.get(name) : compiled.custom.get(key)?.field;
    if (!field) return [];
    const one = (part: Part, sql: string, type = cellType(field)): ExportColumn => ({
      field: name,
      header: this.header(headerOf(field, part, language), name),
      type,
      sql,
    });
    if (compiled.rights.get(name) === 'masked') {
      const sql = this.masked(name, key, field);
      return partsOf(field).map((part) => one(part, sql, 'text'));
    }
    if (field.kind === 'user') return this.person(key === null ? `t.${name}` : userOf(key), one);
    if (key !== null) return [one('value', customCellSql(key, field, language, parameters))];
    if (field.kind === 'ref') return this.reference(name, one);
    if (field.kind === 'address')
      return partsOf(field).map((part) => one(part, harmlessValue(`(t.${name} ->> '${part}')`)));
    const value = one('value', cellSql(name, field, language, parameters));
    if (partsOf(field).length === 1) return [value];
    const currency = parameters.add(this.ctx.principal.company.currency, 'text');
    return [
      value,
      one('currency', `case when ${value.sql} is null then null else ${currency} end`, 'text'),
    ];
  }

  private masked(name: string, key: string | null, { kind }: Field): string {
    const mask = maskedOutput(key === null ? `t.${name}` : `(t.custom ->> '${key}')`, kind);
    if (kind === 'emails' || kind === 'phones') return labelledList(mask);
    return kind === 'addresses' ? 'null' : harmlessValue(mask);
  }

  /** The title as it is shown, where it is made of several fields; else that field. */
  private title(): ExportColumn {
    const { compiled } = this;
    const { fields, title, label } = compiled.object;
    const own = title.length === 1 ? fields[title[0] ?? '']?.label : undefined;
    const several = fields.first_name && fields.last_name ? fullName : label;
    return {
      field: 'title',
      header: this.header((own ?? several)[this.ctx.language], 'title'),
      type: 'text',
      sql: titleSource(compiled)
        ? harmlessValue(titleSql(compiled, 't'))
        : harmlessColumn('t.title'),
    };
  }

  private reference(name: string, one: (part: Part, sql: string) => ExportColumn): ExportColumn[] {
    const { compiled, ctx } = this;
    const id = one('id', `t.${name}`);
    const relation = [...compiled.relations.values()].find(({ column }) => column === name);
    if (!relation?.target || !ctx.principal.permissions.has(`${relation.target}:read`)) return [id];
    const target = compiled.related(relation.target);
    const title = titleSource(target)
      ? harmlessValue(titleSql(target, 'r'))
      : harmlessColumn('r.title');
    const from = `${relation.target} r where r.id = t.${name} and r.deleted_at is null`;
    return [one('value', `${this.lookUp(`${title} as title`, from)}.title`), id];
  }

  private person(column: string, one: (part: Part, sql: string) => ExportColumn): ExportColumn[] {
    const at = this.lookUp('r.name, r.email', `members r where r.user_id = ${column}`);
    return [
      one('value', harmlessColumn(`${at}.name`)),
      one('email', harmlessColumn(`${at}.email`)),
    ];
  }

  /**
   * What belongs to a record is looked up by its key, record by record: the limit leaves PostgreSQL no other way. Of a table that has
   * just been filled it knows nothing, and a plain join would then read all of it for each record; and the order stays.
   */
  private lookUp(cells: string, from: string): string {
    const at = `j${this.joins.length}`;
    this.joins.push(
      `left join lateral (select ${cells} from ${from} and r.company_id = $1 limit 1) ${at} on true`,
    );
    return at;
  }

  /** Two columns never have one header: fields of the company's own may be called anything. */
  private header(label: string, name: string): string {
    const header = harmless(
      this.headers.has(label) ? `${label} (${customKey(name) ?? name})` : label,
    );
    this.headers.add(header);
    return header;
  }
}

const userOf = (key: string): string => `(t.custom ->> '${key}')::uuid`;
