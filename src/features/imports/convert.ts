import { applyMirrors, mirrorsOf } from '@/core/run/engine/mirror';
import { normaliserOf } from '@/core/run/engine/normalise';
import { asField } from '@/core/shape/custom-field';
import type { Field } from '@/core/shape/field';
import { systemFields } from '@/core/shape/object';
import { unprotected } from '@/platform/csv';
import { isId } from '@/platform/ids';
import { AddressBook } from './addresses';
import { isYes, readCell } from './cells';
import {
  type DealFlags,
  type DealStatus,
  type DealStep,
  type DealWay,
  statusOfFlags,
} from './deal-way';
import { guessOf, pipelineOfCell, stageOfCell, statusOfCell } from './deals';
import type { SkipReason } from './detect';
import type { ConvertOptions, Draft, RowIssue } from './draft';
import { type Entry, finishList, linkEntries, mailEntries, phoneEntries } from './entries';
import { Mentions } from './mentions';
import { accountIsNoPerson, splitFullName, tidyNames } from './names';
import type { RawRow } from './parse';
import { type Slot, type Steering, slotOf } from './targets';
import { clean } from './text';

interface Column {
  readonly slot: Slot;
  readonly name: string;
  readonly index: number;
}

/** Compiles the mapping of a file into a function from a row to its draft. */
export function converterOf(options: ConvertOptions): (row: RawRow) => Draft {
  const { object, custom_fields, mapping } = options;
  const columns = mapping.flatMap(({ column, target }, index): Column[] => {
    const slot = target === null ? null : slotOf(target, object, custom_fields);
    return slot ? [{ slot, name: column, index }] : [];
  });
  const normalisers = new Map<string, (cell: string) => unknown>();
  const reader = (name: string, field: Field): ((cell: string) => unknown) => {
    let known = normalisers.get(name);
    if (!known) {
      const normalise = normaliserOf(field);
      known = (cell) =>
        normalise(readCell(cell, name, field, options.style, options.vendor), options.setting);
      normalisers.set(name, known);
    }
    return known;
  };
  const mirrors = mirrorsOf(object);
  return (row) => new RowReader(row, options, columns, reader, mirrors).draft();
}

const noWay: DealWay = {
  status: null,
  guess: null,
  won_at: null,
  lost_at: null,
  stage_changed_at: null,
};

class RowReader {
  private readonly values: Record<string, unknown> = {};
  private readonly custom: Record<string, unknown> = {};
  private readonly issues: RowIssue[] = [];
  private readonly lists = new Map<string, Entry[]>();
  private readonly book = new AddressBook();
  private readonly mentions = new Mentions();
  private readonly pairs: { label?: string; value?: string }[] = [];
  private readonly mails: { type?: string; display_name?: string }[] = [];
  private created: string | null = null;
  private way: { -readonly [K in keyof DealWay]: DealWay[K] } | null = null;
  private stageStatus: DealStatus | null = null;
  private readonly flags: { -readonly [K in keyof DealFlags]: DealFlags[K] } = {};
  private readonly steer: Partial<Record<Steering, string>> = {};

  constructor(
    private readonly row: RawRow,
    private readonly options: ConvertOptions,
    private readonly columns: readonly Column[],
    private readonly reader: (name: string, field: Field) => (cell: string) => unknown,
    private readonly mirrors: ReturnType<typeof mirrorsOf>,
  ) {}

  draft(): Draft {
    const width = this.options.columns.length;
    const { cells } = this.row;
    if (this.row.fault) this.add('error', null, this.row.fault, null);
    else if (cells.length > width && cells.slice(width).some((cell) => clean(cell) !== ''))
      this.add('error', null, 'too_many_cells', null);
    if (this.issues.length > 0) return this.result(null);
    if (cells.length < width) this.add('warning', null, 'too_few_cells', null);
    this.readSteering();
    for (const column of this.columns) {
      const raw = cells[column.index] ?? '';
      if (raw === '') continue;
      const cell = unprotected(clean(raw));
      if (cell !== '') this.guard(column.name, raw, () => this.read(column, cell, raw));
    }
    if (this.steer._deleted !== undefined && isYes(this.steer._deleted))
      return this.result('deleted_in_source');
    this.finish();
    return this.result(null);
  }

  /** Columns that say how others are to be read come first. */
  private readSteering(): void {
    for (const { slot, index } of this.columns) {
      if (slot.kind !== 'mail_kind') continue;
      const cell = clean(this.row.cells[index] ?? '');
      (this.mails[slot.index] ??= {})[slot.part] = cell;
    }
  }

  private read({ slot, name }: Column, cell: string, raw: string): void {
    switch (slot.kind) {
      case 'field':
        this.values[slot.name] = this.merge(
          slot.name,
          slot.field,
          this.reader(slot.name, slot.field)(cell),
        );
        return;
      case 'custom':
        this.custom[slot.key] = this.reader(`custom.${slot.key}`, asField(slot.custom))(cell);
        return;
      case 'custom_pair':
        (this.pairs[slot.index] ??= {})[slot.part] = cell;
        return;
      case 'list':
        this.readList(slot, name, cell, raw);
        return;
      case 'address':
        this.book.put(slot, cell);
        return;
      case 'link':
        this.mentions.readLink(slot, name, this.linkCell(slot, name, cell));
        return;
      case 'owner':
        if (!this.mentions.readOwner(slot.by, name, cell)) {
          this.add('warning', name, 'owner_inactive', raw);
        }
        return;
      case 'people':
        this.mentions.readPeople(slot.by, name, cell);
        return;
      case 'deal_step':
        this.readStep(slot.name, name, cell, raw);
        return;
      case 'created_at':
        this.created = this.reader('created_at', systemFields.created_at)(cell) as string | null;
        return;
      case 'steer':
        this.steer[slot.name] = cell;
        return;
      case 'mail_kind':
        return;
    }
  }

  /** Pipelines and stages go by internal names too; some stages say how the deal ended. */
  private linkCell(
    { field, by }: Extract<Slot, { kind: 'link' }>,
    column: string,
    cell: string,
  ): string {
    const { object, vendor } = this.options;
    if (object.name !== 'deals' || by !== 'name') return cell;
    if (field === 'pipeline_id') return pipelineOfCell(vendor, cell);
    if (field !== 'stage_id') return cell;
    const { name, status, nameless } = stageOfCell(vendor, cell);
    this.stageStatus = status;
    if (nameless) this.add('warning', column, 'unknown_option', cell);
    return name;
  }

  private readStep(step: DealStep, column: string, cell: string, raw: string): void {
    this.way ??= { ...noWay };
    if (step === 'is_closed' || step === 'is_won' || step === 'is_lost')
      this.flags[step] = isYes(cell);
    else if (step === 'status') {
      this.way.status = statusOfCell(cell);
      if (this.way.status === null) this.add('warning', column, 'invalid_choice', raw);
    } else this.way[step] = this.reader(step, systemFields.created_at)(cell) as string | null;
  }

  /** A second column for the same tags adds to the first. */
  private merge(name: string, field: Field, value: unknown): unknown {
    const before = this.values[name];
    return field.kind === 'tags' && Array.isArray(before) && Array.isArray(value)
      ? [...new Set([...before, ...value])]
      : value;
  }

  private readList(
    slot: Extract<Slot, { kind: 'list' }>,
    column: string,
    cell: string,
    raw: string,
  ): void {
    const entries = this.lists.get(slot.name) ?? [];
    this.lists.set(slot.name, entries);
    if (slot.part !== 'value') {
      entries.push({
        kind: 'part',
        index: slot.index ?? 0,
        part: slot.part,
        text: cell,
        column,
        raw,
      });
      return;
    }
    const { country } = this.options.setting;
    if (slot.field.kind === 'emails') {
      const found = mailEntries(cell, slot.index === null ? undefined : this.mails[slot.index]);
      if (found === 'directory_path') this.add('warning', column, 'email_is_directory_path', raw);
      else
        for (const { label, value } of found)
          entries.push({
            kind: 'value',
            label: label ?? slot.label,
            index: slot.index,
            main: slot.main,
            value,
            column,
            raw,
          });
    } else if (slot.field.kind === 'phones') {
      for (const { label, value, extension } of phoneEntries(cell, country)) {
        entries.push({
          kind: 'value',
          label: label ?? slot.label,
          index: slot.index,
          main: slot.main,
          value,
          ...(extension ? { extension } : {}),
          column,
          raw,
        });
      }
    } else {
      for (const { label, value } of linkEntries(cell))
        entries.push({
          kind: 'value',
          label: label ?? slot.label,
          index: slot.index,
          main: false,
          value,
          column,
          raw,
        });
    }
  }

  private finish(): void {
    const { object, vendor } = this.options;
    const fields: Readonly<Record<string, Field>> = object.fields;
    const names = this.values as { first_name?: string; last_name?: string; suffix?: string };
    if (this.steer.full_name && !names.first_name && !names.last_name)
      this.rename(splitFullName(this.steer.full_name), 'full_name');
    if (this.steer.email_opt_in !== undefined)
      this.values.do_not_email = !isYes(this.steer.email_opt_in);
    for (const [name, entries] of this.lists) {
      const field = fields[name];
      if (!field) continue;
      const list = finishList(
        entries,
        field.kind,
        this.options.setting.country,
        (column, raw, problem) => this.guard(column, raw, problem),
      );
      if (list.length > 0) this.values[name] = list;
    }
    const { nameless, parts } = tidyNames(this.values, vendor);
    if (parts) this.rename(parts, 'last_name');
    if (nameless) this.add('warning', this.columnOf('first_name'), 'name_is_email', null);
    const places = fields.addresses ? (fields.addresses.max ?? 20) : 0;
    if (!this.values.addresses)
      this.guard(this.columnLike('address'), '', () =>
        this.book.into(this.values, fields.address !== undefined, places),
      );
    this.finishPairs();
    this.mentions.finish();
    if (object.name === 'deals') this.finishWay();
    if (object.name === 'accounts' && !this.values.name && this.values.domain) {
      this.values.name = this.values.domain;
      this.add('warning', this.columnOf('name'), 'missing_name', null);
    }
    applyMirrors(this.mirrors, this.values, null);
    if (this.values.source_id && vendor !== 'spreadsheet' && fields.source_system)
      this.values.source_system = vendor;
    for (const [name, value] of Object.entries(this.values))
      if (value === null || value === undefined || (Array.isArray(value) && value.length === 0))
        delete this.values[name];
  }

  /** Flags know how a deal stands, then its stage. */
  private finishWay(): void {
    const isHubspot = this.options.vendor === 'hubspot';
    const { probability } = this.values;
    // HubSpot writes 0.2 for 20 %.
    if (isHubspot && typeof probability === 'number' && probability > 0 && probability <= 1)
      this.values.probability = Math.round(probability * 10_000) / 100;
    const status = statusOfFlags(this.flags) ?? this.stageStatus;
    const guess =
      isHubspot && status === null && this.mentions.found.stage_id
        ? guessOf(this.values.probability)
        : null;
    if (status === null && guess === null) return;
    this.way ??= { ...noWay };
    this.way.status ??= status;
    this.way.guess = guess;
  }

  /** Google's own fields carry their name in the row. */
  private finishPairs(): void {
    for (const { label, value } of this.pairs.filter(Boolean)) {
      if (!label || !value) continue;
      const custom = this.options.custom_fields.find(
        (field) =>
          field.label.toLowerCase() === label.toLowerCase() || field.key === label.toLowerCase(),
      );
      if (custom)
        this.guard(
          label,
          value,
          () =>
            (this.custom[custom.key] = this.reader(`custom.${custom.key}`, asField(custom))(value)),
        );
      else this.add('warning', label, 'unknown_field', value);
    }
  }

  /** Parts taken out of one cell are checked like cells of their own. */
  private rename(parts: Readonly<Record<string, string | undefined>>, from: string): void {
    for (const [name, part] of Object.entries(parts)) {
      const field = (this.options.object.fields as Readonly<Record<string, Field>>)[name];
      if (field && part)
        this.guard(
          this.columnOf(from) ?? '',
          part,
          () => (this.values[name] = this.reader(name, field)(part)),
        );
    }
  }

  private columnLike(start: string): string {
    return this.options.mapping.find((one) => one.target?.startsWith(start))?.column ?? '';
  }

  private columnOf(target: string): string | null {
    return this.options.mapping.find((one) => one.target === target)?.column ?? null;
  }

  private result(skip: SkipReason | null): Draft {
    let accountOnly = false;
    if (skip === null && !this.issues.some(({ severity }) => severity === 'error')) {
      const needed =
        this.options.object.require_one_of ??
        Object.entries(this.options.object.fields)
          .filter(([, field]) => (field as Field).required)
          .map(([name]) => name);
      if (!needed.some((name) => this.values[name])) {
        accountOnly = accountIsNoPerson(
          this.options.object.name,
          this.mentions.account?.name ?? null,
        );
        if (accountOnly)
          this.add('warning', this.mentions.account?.column ?? null, 'company_not_person', null);
        else this.add('error', null, 'missing_identity', null);
      }
    }
    return {
      row: this.row.row,
      values: this.values,
      custom: this.custom,
      owner: this.mentions.owner,
      mentions: this.mentions.found,
      account_source_ids: this.mentions.sourceIds,
      people: this.mentions.people,
      way: this.way,
      created_at: this.created,
      account_only: accountOnly,
      skip,
      id: idIn(this.steer._id),
      merged_into: this.steer._merged_into ?? null,
      issues: skip === null ? this.issues : [],
    };
  }

  private add(
    severity: RowIssue['severity'],
    column: string | null,
    reason: string,
    value: string | null,
  ): void {
    this.issues.push({ severity, column, reason, value });
  }

  /** Runs a conversion; what it refuses becomes an error of the row, or a warning where the row is good without it. */
  private guard(column: string, raw: string, convert: () => unknown): void {
    try {
      convert();
    } catch (problem) {
      const reason = problem instanceof Error && 'code' in problem ? String(problem.code) : null;
      if (reason === null) throw problem;
      this.add(dispensable.has(reason) ? 'warning' : 'error', column, reason, raw);
    }
  }
}

/** An id as PostgreSQL writes it; null for anything else. */
const idIn = (cell = ''): string | null => (isId(cell) ? cell.toLowerCase() : null);

/** An option nobody knows or a wrong web address stays empty and is told; the record is worth having without. */
const dispensable: ReadonlySet<string> = new Set(['invalid_choice', 'invalid_url']);
