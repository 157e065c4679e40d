import type { Tx } from '@/platform/db/types';
import { customKey } from '../../shape/custom-field';
import type { Issue } from '../../shape/errors';
import type { Ctx } from '../context';
import { same } from './draft';
import type { Values } from './hooks';
import { applyPatches, type PreparedPatch } from './update';
import type { WriteShape } from './write-shape';

/** An event as an undo reads it. */
export interface PastEvent {
  readonly id: string;
  readonly name: string;
  readonly record_id: string;
  readonly changes: { readonly before?: Values; readonly after?: Values };
}

/** What a run of events did to one record, together. */
export interface Net {
  created: boolean;
  /** Where the record was before, when that changed. */
  place: 'live' | 'bin' | null;
  readonly before: Values;
  readonly after: Values;
}

/** What events, the newest first, did together, by record. */
export function netOf(events: readonly PastEvent[], singular: string): Map<string, Net> {
  const nets = new Map<string, Net>();
  for (const { name, record_id, changes } of [...events].reverse()) {
    let net = nets.get(record_id);
    if (!net) nets.set(record_id, (net = { created: false, place: null, before: {}, after: {} }));
    if (name === `${singular}.created`) net.created = true;
    else if (name === `${singular}.deleted`) net.place ??= 'live';
    else if (name === `${singular}.restored`) net.place ??= 'bin';
    else if (name === `${singular}.updated`) {
      for (const [field, value] of Object.entries(changes.before ?? {}))
        if (!(field in net.before)) net.before[field] = value;
      Object.assign(net.after, changes.after);
    }
  }
  return nets;
}

/** The old values of the fields that are still as the request left them; the others are kept. */
export function patchOf(
  shape: WriteShape,
  id: string,
  net: Net,
  record: Values,
  keep: (id: string, fields: string[]) => void,
): PreparedPatch | null {
  const set: Values = {};
  const custom: Values = {};
  const current = (record.custom ?? {}) as Values;
  for (const [name, value] of Object.entries(net.before)) {
    // It follows from the amount and today's rates, or from what stays.
    if (shape.kept.has(name)) continue;
    const right = shape.seen.rights.get(name);
    if (right) {
      if (right !== 'hidden') keep(id, [name]);
      continue;
    }
    const key = customKey(name);
    const known = key === null ? Object.hasOwn(shape.object.fields, name) : shape.custom.has(key);
    const now = key === null ? record[name] : current[key];
    if (!known || !same(now, net.after[name])) keep(id, [name]);
    else if (key === null) set[name] = value;
    else custom[key] = value;
  }
  if (Object.keys(set).length + Object.keys(custom).length === 0) return null;
  return { id, checked: { set, custom, extensions: {} }, version: undefined, issues: [] };
}

/** Applies what can be applied: a field that cannot have its old value back, say a reference to a purged record, is kept. */
export async function patchAll(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  patches: readonly PreparedPatch[],
  keep: (id: string, fields: string[]) => void,
): Promise<string[]> {
  if (patches.length === 0) return [];
  const options = { collect: true, idPath: () => 'id' };
  const first = await applyPatches(ctx, tx, shape, patches, options);
  const again: PreparedPatch[] = [];
  for (const [position, issues] of first.refused) {
    const patch = patches[position];
    if (!patch) continue;
    const names = issues.map((issue: Issue) => issue.path);
    keep(patch.id, names);
    const without = (values: Values, prefix: string) =>
      Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(prefix + name)));
    const { set, custom } = patch.checked;
    again.push({
      ...patch,
      checked: { set: without(set, ''), custom: without(custom, 'custom.'), extensions: {} },
      issues: [],
    });
  }
  const second = again.length > 0 ? await applyPatches(ctx, tx, shape, again, options) : null;
  return [...first.written, ...(second?.written ?? [])]
    .filter(({ unchanged }) => !unchanged)
    .map(({ id }) => id);
}
