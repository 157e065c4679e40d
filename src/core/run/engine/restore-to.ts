import type { Tx } from '@/platform/db/types';
import { customKey } from '../../shape/custom-field';
import { type Issue, invalid, notFound } from '../../shape/errors';
import type { FieldRight } from '../../shape/field-rights';
import type { Ctx } from '../context';
import { same } from './draft';
import type { Values } from './hooks';
import { lockRecords } from './load';
import { eventOf, pastOf } from './past';
import { applyPatches } from './update';
import { checkInput } from './validate';
import { settingOf, type Written } from './write';
import type { WriteShape } from './write-shape';

/** What is to come back. */
export interface Restoration {
  readonly event: string;
  /** Right after the event, unless given. */
  readonly state?: 'after' | 'before' | undefined;
  /** All that differ and can be set, unless given. */
  readonly fields?: readonly string[] | undefined;
  /** The version its author saw. */
  readonly version?: number | undefined;
}

/**
 * Gives a live record the values it had right after (or before) one of its events: an ordinary change with every check of
 * one, which can be undone. Values are written exactly as they were. What cannot come back, say a deleted owner or a
 * removed field, refuses all of it and is named. What only the system sets stays as it is, unless asked for: then 422.
 * Throws 404, 412, 422 and 409 for a unique value that is taken.
 */
export async function restoreTo(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  id: string,
  { event, state = 'after', fields, version }: Restoration,
): Promise<readonly Written[]> {
  const now = (await lockRecords(tx, shape, ctx.scope.company_id, [id], 'live')).get(id);
  if (!now) throw notFound();
  const run = <R>(statement: Parameters<Tx['run']>[0]) => tx.run<R>(statement);
  const made = await eventOf(ctx, run, shape, id, event);
  if (!made) throw refused('event', 'not_found', 'This record has no such event.');
  const target = state === 'before' ? made.version - 1 : made.version;
  if (target < 1) throw refused('state', 'out_of_range', 'This event created the record.');
  const past = await pastOf(ctx, run, shape, now, target);
  const issues: Issue[] = [];
  const values: Values = {};
  for (const name of fields ? checked(shape, past, fields, issues) : restorable(shape, past))
    if (!same(valueAt(past, name), valueAt(now, name))) values[name] = valueAt(past, name);
  const { set, custom } = split(shape, values);
  const input = { ...set, ...(Object.keys(custom).length > 0 ? { custom } : {}) };
  // Only whether they would be taken today: normalising them again could change them.
  checkInput(shape, input, settingOf(ctx), issues, { mode: 'update', prefix: '' });
  const patch = { id, checked: { set, custom, extensions: {} }, version, issues };
  return (await applyPatches(ctx, tx, shape, [patch], { answer: true })).written;
}

interface State {
  readonly record: Values;
  readonly stored: Values;
}

/** A field of a state; of a custom one what is stored, although its field was removed. */
function valueAt({ record, stored }: State, name: string): unknown {
  const key = customKey(name);
  if (key === null) return record[name];
  return stored[key] ?? (record.custom as Values)[key] ?? null;
}

/** Everything that the caller can set, and custom values whose field is gone: those refuse, when they differ. */
const restorable = (shape: WriteShape, past: State): string[] =>
  [
    ...shape.fields.keys(),
    ...new Set([...shape.custom.keys(), ...Object.keys(past.stored)].map((key) => `custom.${key}`)),
  ].filter((name) => !shape.seen.rights.has(name));

/** The fields asked for; adds an issue for each that there is not. */
function checked(
  shape: WriteShape,
  past: State,
  fields: readonly string[],
  issues: Issue[],
): string[] {
  const known = new Set(restorable(shape, past));
  const names = [...new Set(fields)];
  for (const name of names) {
    if (known.has(name)) continue;
    const path = `fields.${fields.indexOf(name)}`;
    issues.push(
      shape.readonly.has(name) || isShown(shape.seen.rights.get(name))
        ? { path, code: 'read_only', message: `${name} cannot be changed.` }
        : { path, code: 'unknown_field', message: `There is no field ${name}.` },
    );
  }
  return names.filter((name) => known.has(name));
}

const isShown = (right: FieldRight | undefined): boolean =>
  right === 'masked' || right === 'read_only';

/** Built-in and custom values. A list says what its scalar is, so that one alone comes back exactly. */
function split(shape: WriteShape, values: Values): { set: Values; custom: Values } {
  const set: Values = {};
  const custom: Values = {};
  for (const [name, value] of Object.entries(values)) {
    const key = customKey(name);
    if (key === null) set[name] = value;
    else custom[key] = value;
  }
  for (const { list, scalar } of shape.mirrors) if (list in set) delete set[scalar];
  return { set, custom };
}

const refused = (path: string, code: string, message: string) => invalid([{ path, code, message }]);
