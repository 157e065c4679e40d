import type { Issue } from '../../shape/errors';
import type { Field } from '../../shape/field';
import type { FieldRight } from '../../shape/field-rights';
import { isCurrency } from '../../shape/money';
import type { Values } from './hooks';
import { Problem } from './values/problem';
import type { Setting } from './values/setting';
import type { WritableField, WriteShape } from './write-shape';

/** An input after validation: normalised values by field, custom ones by key, and the version its author saw. */
export interface Checked {
  readonly set: Values;
  readonly custom: Values;
  readonly version: number | undefined;
  /** Extensions typed into a scalar phone field, by field. */
  readonly extensions: Readonly<Record<string, string>>;
}

export interface CheckOptions {
  readonly mode: 'create' | 'update';
  /** Put in front of every path, `create.3.` in a bulk call. */
  readonly prefix: string;
  /** The values were normalised before, by the fields' own normalisers: only defaults and what is required are looked at. */
  readonly normalised?: boolean;
}

/**
 * Validates and normalises one input. Adds everything wrong with it to `issues`, one entry per problem;
 * what it returns may be used only when it added none.
 */
export function checkInput(
  shape: WriteShape,
  input: unknown,
  setting: Setting,
  issues: Issue[],
  options: CheckOptions,
): Checked {
  const { mode, prefix } = options;
  const add = adding(issues, prefix);
  const set: Values = {};
  const custom: Values = {};
  const extensions: Record<string, string> = {};
  let version: number | undefined;
  if (!isPlainObject(input)) {
    add('', 'invalid_type', 'This must be an object.');
    return { set, custom, version, extensions };
  }
  for (const key of Object.keys(input)) {
    const value = input[key];
    const right = shape.seen.rights.get(key);
    if (right) {
      refuseUnseen(right, key, add);
      continue;
    }
    const field = shape.fields.get(key);
    if (field && options.normalised) {
      set[key] = value;
    } else if (field) {
      if (value !== undefined) check(field, value, setting, set, prefix + key, issues);
      if (field.field.kind === 'phone' && typeof value === 'string' && value.length <= 60)
        noteExtension(key, value, extensions);
    } else if (key === 'custom' && options.normalised) {
      for (const [name, one] of Object.entries(value as Values)) {
        const held = shape.seen.rights.get(`custom.${name}`);
        if (held) refuseUnseen(held, `custom.${name}`, add);
        else custom[name] = one;
      }
    } else if (key === 'custom') {
      checkCustom(shape, value, setting, custom, prefix, issues);
    } else if (key === 'version' && mode === 'update') {
      if (Number.isInteger(value) && Number(value) > 0) version = Number(value);
      else add(key, 'invalid_number', 'This must be the version you saw.');
    } else if (shape.readonly.has(key)) {
      add(key, 'read_only', `${key} cannot be changed.`);
    } else {
      add(key, 'unknown_key', `${key} cannot be set here.`);
    }
  }
  if (shape.hasMoney) checkCurrency(shape, set, setting, add);
  if (mode === 'create') complete(shape, input, set, custom, setting, add);
  else refuseEmptied(shape, set, custom, add);
  return { set, custom, version, extensions };
}

/** A field that somebody does not see is none for them; of the others they are told. */
const refuseUnseen = (right: FieldRight, name: string, add: Add): void =>
  right === 'hidden'
    ? add(name, 'unknown_key', `${name} cannot be set here.`)
    : add(name, 'read_only', `Your role does not allow to change ${name}.`);

type Add = (path: string, code: string, message: string) => void;

const adding =
  (issues: Issue[], prefix: string): Add =>
  (path, code, message) =>
    issues.push({ path: prefix + path, code, message });

const isPlainObject = (input: unknown): input is Values =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

function check(
  { name, normalise }: WritableField,
  value: unknown,
  setting: Setting,
  into: Values,
  path: string,
  issues: Issue[],
): void {
  try {
    into[name] = normalise(value, setting);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const below = problem.below === '' ? '' : `.${problem.below}`;
    issues.push({ path: path + below, code: problem.code, message: problem.message });
  }
}

function checkCustom(
  shape: WriteShape,
  input: unknown,
  setting: Setting,
  into: Values,
  prefix: string,
  issues: Issue[],
): void {
  const add = adding(issues, prefix);
  if (!isPlainObject(input)) {
    add('custom', 'invalid_type', 'This must be an object.');
    return;
  }
  for (const key of Object.keys(input)) {
    const name = `custom.${key}`;
    const field = shape.custom.get(key);
    const right = shape.seen.rights.get(name);
    if (right && right !== 'hidden') refuseUnseen(right, name, add);
    else if (field && !right) check(field, input[key], setting, into, prefix + name, issues);
    else add(name, 'unknown_key', `There is no custom field ${key}.`);
  }
}

const extension = /(?:;ext=|,|\bext\b\.?|\bextension\b|\bx|#)\s*(\d{1,11})\s*$/i;

function noteExtension(key: string, typed: string, extensions: Record<string, string>): void {
  const digits = extension.exec(typed)?.[1];
  if (digits) extensions[key] = digits;
}

/** Of records whose amounts are in the company's currency only that one is accepted. Nobody's currency is the company's. */
function checkCurrency(shape: WriteShape, set: Values, { currency }: Setting, add: Add): void {
  if (set.currency === null) set.currency = currency;
  if (typeof set.currency !== 'string') return;
  set.currency = set.currency.toUpperCase();
  if (set.currency === currency) return;
  if (!shape.anyCurrency)
    add('currency', 'unsupported_currency', `Amounts are kept in ${currency}.`);
  else if (!isCurrency(String(set.currency)))
    add('currency', 'invalid_currency', 'Give a currency as three letters, such as EUR.');
}

/** Defaults of a new record, and what it must have. */
function complete(
  shape: WriteShape,
  input: Values,
  set: Values,
  custom: Values,
  setting: Setting,
  add: Add,
): void {
  for (const { name, field } of shape.fields.values()) {
    if (set[name] !== undefined && set[name] !== null) continue;
    if (field.default !== undefined && set[name] === undefined) {
      set[name] = defaultOf(field, setting);
    } else if (
      field.required &&
      !shape.seen.rights.has(name) &&
      (set[name] === null || input[name] === undefined)
    ) {
      add(name, 'required', 'This is required.');
    }
  }
  if (shape.hasMoney) set.currency ??= setting.currency;
  const given = isPlainObject(input.custom) ? input.custom : {};
  for (const { name, field } of shape.custom.values()) {
    // Nobody can give what they may not write.
    if (shape.seen.rights.has(`custom.${name}`)) continue;
    if (field.required && isEmpty(custom[name]) && (name in custom || given[name] === undefined))
      add(`custom.${name}`, 'required', 'This is required.');
  }
}

const defaultOf = ({ kind, default: value }: Field, { user_id, now }: Setting): unknown => {
  if (kind === 'user' && value === 'me') return user_id;
  return kind === 'datetime' && value === 'now' ? now : value;
};

function refuseEmptied(shape: WriteShape, set: Values, custom: Values, add: Add): void {
  for (const name of Object.keys(set)) {
    if (shape.fields.get(name)?.field.required && isEmpty(set[name]))
      add(name, 'required', 'This is required.');
  }
  for (const name of Object.keys(custom)) {
    if (shape.custom.get(name)?.field.required && isEmpty(custom[name]))
      add(`custom.${name}`, 'required', 'This is required.');
  }
}

/** Whether the API's value stands for an empty field. `false` does not. */
export const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0);

/** The rule that at least one of some fields is filled; `record` has all fields as they will be. */
export function checkOneOf(
  shape: WriteShape,
  record: Values,
  prefix: string,
  issues: Issue[],
): void {
  const names = shape.object.require_one_of;
  if (!names || names.some((name) => !isEmpty(record[name]))) return;
  const possible = names.filter((name) => !shape.seen.rights.has(name));
  issues.push({
    path: prefix + (possible[0] ?? names[0]),
    code: 'required',
    message: `Fill at least one of ${possible.join(', ')}.`,
  });
}
