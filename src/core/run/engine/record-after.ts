import type { Ctx } from '../context';
import type { Compiled } from './compile';
import { titleOf } from './derived';
import { customOf, type Draft } from './draft';
import { shownText } from './masks';
import { emptyOf } from './normalise';
import type { WriteShape } from './write-shape';

/** What the database adds to a record that is written. */
export interface Stamp {
  readonly version: number;
  /** ISO 8601. */
  readonly now: string;
}

/** A key of a record's JSON: `"first_name":`, and the text of its empty value. */
interface Part {
  readonly name: string;
  readonly start: string;
  readonly empty: string;
}

const parts = new WeakMap<Compiled, readonly Part[]>();

/** The fields in the order of a read. Most values of a record are empty, and their text is known. */
function partsOf(compiled: Compiled): readonly Part[] {
  let known = parts.get(compiled);
  if (!known) {
    known = [...compiled.fields].map(([name, { kind }]) => ({
      name,
      start: `,"${name}":`,
      empty: JSON.stringify(emptyOf(kind)),
    }));
    parts.set(compiled, known);
  }
  return known;
}

/**
 * A record as the API shows it once a draft is written, JSON text, without reading it back: all its values are known
 * here. A test holds it against what a read answers.
 */
export function recordAfter(
  ctx: Ctx,
  shape: WriteShape,
  draft: Draft,
  { version, now }: Stamp,
): string {
  const { before, set } = draft;
  const { user_id } = ctx.scope;
  const derived: Record<string, unknown> = {
    title: titleOf(shape, draft) || null,
    version,
    created_at: before?.created_at ?? now,
    created_by: before ? before.created_by : user_id,
    updated_at: now,
    updated_by: user_id,
  };
  let text = `{"id":"${draft.id}"`;
  for (const { name, start, empty } of partsOf(shape.compiled)) {
    const value = name in derived ? derived[name] : name in set ? set[name] : before?.[name];
    text += start + (value === null || value === undefined ? empty : JSON.stringify(value));
  }
  const { custom } = shape.compiled;
  const values = custom.size > 0 ? customOf(draft) : {};
  const shown = [...custom].map(([key, { field }]) => [key, values[key] ?? emptyOf(field.kind)]);
  text += `,"deleted_at":null,"custom":${JSON.stringify(Object.fromEntries(shown))}}`;
  return shownText(shape.seen, text);
}
