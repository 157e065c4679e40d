import { unsafeKeys } from '@/core/run/body';
import type { Ctx } from '@/core/run/context';
import { fieldsVersion, noteFieldsVersion } from '@/core/run/engine/custom-fields';
import { fold } from '@/core/run/engine/fold';
import { actorOf, recordEvents } from '@/core/run/events';
import { enqueue } from '@/core/run/jobs/job';
import { type Answer, action } from '@/core/run/module';
import { AppError, invalid, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import * as contracts from './contract';
import { mirrorJob } from './mirror-job';
import {
  bumpFields,
  checkLimits,
  choicesOf,
  columns,
  type FieldRow,
  type GivenChoice,
  shown,
} from './rows';

/** A change of fields counts in this process as soon as it is committed, never before. */
async function changing(ctx: Ctx, fn: (tx: Tx) => Promise<FieldRow>): Promise<Answer> {
  const { company_id } = ctx.scope;
  const { answer, version } = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const version = await bumpFields(tx, company_id);
    const answer: Answer = { data: shown(await fn(tx)) };
    await ctx.settle?.(tx, answer);
    return { answer, version };
  });
  noteFieldsVersion(company_id, Math.max(version, fieldsVersion(ctx)));
  return answer;
}

export const createField = action(contracts.createField, (ctx, { body }) =>
  changing(ctx, async (tx) => {
    const { company_id } = ctx.scope;
    if (!ctx.app.registry.objects.has(body.object))
      fail('object', 'not_found', 'There is no such object.');
    const choices = readChoices(body.kind, body.choices);
    await checkLimits(tx, company_id, body.object, body.filterable, null);
    const key = await freeKey(tx, company_id, body.object, body.key, body.label);
    const { rows } = await tx.run<FieldRow>({
      text:
        `insert into custom_fields (company_id, id, object, key, label, kind, required, filterable, mirrored, choices, position) ` +
        `select $1, $2, $3, $4, $5, $6, $7, $8, $8, $9::jsonb, coalesce(max(position) + 1, 0) from custom_fields where company_id = $1 and object = $3 ` +
        `returning ${columns}`,
      values: [
        company_id,
        newId(),
        body.object,
        key,
        body.label,
        body.kind,
        body.required,
        body.filterable,
        JSON.stringify(choices),
      ],
    });
    return noted(ctx, tx, 'created', null, rows[0]);
  }),
);

export const updateField = action(contracts.updateField, (ctx, { params, body }) =>
  changing(ctx, async (tx) => {
    const before = await load(tx, ctx, params.id, false);
    const choices = body.choices ? readChoices(before.kind, body.choices) : before.choices;
    const filterable = body.filterable ?? before.mirrored;
    if (filterable && !before.mirrored)
      await checkLimits(tx, ctx.scope.company_id, before.object, true, before.id);
    const { rows } = await tx.run<FieldRow>({
      text:
        `update custom_fields set label = $3, required = $4, choices = $5::jsonb, position = $6, mirrored = $7, ` +
        `filterable = filterable and $7 where company_id = $1 and id = $2 returning ${columns}`,
      values: [
        ctx.scope.company_id,
        before.id,
        body.label ?? before.label,
        body.required ?? before.required,
        JSON.stringify(choices),
        body.position ?? before.position,
        filterable,
      ],
    });
    if (filterable !== before.mirrored) await enqueue(ctx, tx, mirrorJob, { field_id: before.id });
    return noted(ctx, tx, 'updated', before, rows[0]);
  }),
);

export const removeField = action(contracts.removeField, (ctx, { params }) =>
  changing(ctx, async (tx) => {
    const before = await load(tx, ctx, params.id, false);
    return noted(ctx, tx, 'deleted', before, await setDeleted(tx, ctx, before.id, true));
  }),
);

export const restoreField = action(contracts.restoreField, (ctx, { params }) =>
  changing(ctx, async (tx) => {
    const before = await load(tx, ctx, params.id, true);
    await checkLimits(tx, ctx.scope.company_id, before.object, before.mirrored, before.id);
    return noted(ctx, tx, 'restored', before, await setDeleted(tx, ctx, before.id, false));
  }),
);

async function load(tx: Tx, ctx: Ctx, id: string, deleted: boolean): Promise<FieldRow> {
  const { rows } = await tx.run<FieldRow>({
    text: `select ${columns} from custom_fields where company_id = $1 and id = $2 and (deleted_at is not null) = $3 for update`,
    values: [ctx.scope.company_id, id, deleted],
  });
  if (!rows[0]) throw notFound();
  return rows[0];
}

async function setDeleted(
  tx: Tx,
  ctx: Ctx,
  id: string,
  deleted: boolean,
): Promise<FieldRow | undefined> {
  const { rows } = await tx.run<FieldRow>({
    text: `update custom_fields set deleted_at = $3 where company_id = $1 and id = $2 returning ${columns}`,
    values: [ctx.scope.company_id, id, deleted ? ctx.app.clock.now().toISOString() : null],
  });
  return rows[0];
}

/** A key that no field of the object ever had: a removed one still holds its values. */
async function freeKey(
  tx: Tx,
  company_id: string,
  object: string,
  given: string | undefined,
  label: string,
): Promise<string> {
  const { rows } = await tx.run<{ key: string }>({
    text: 'select key from custom_fields where company_id = $1 and object = $2',
    values: [company_id, object],
  });
  const taken = new Set([...rows.map(({ key }) => key), ...unsafeKeys]);
  if (given !== undefined && unsafeKeys.has(given))
    fail('key', 'reserved', 'This key is not possible. Choose another one.');
  if (given !== undefined) {
    if (!taken.has(given)) return given;
    throw new AppError(
      'conflict',
      'A field has this key already, or had it before it was removed.',
      {
        issues: [
          {
            path: 'key',
            code: 'taken',
            message: 'Choose another key, or restore the removed field.',
          },
        ],
      },
    );
  }
  const plain =
    fold(label)
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^[^a-z]+|_+$/g, '')
      .slice(0, 36) || 'field';
  for (let count = 1; ; count++) {
    const key = count === 1 ? plain : `${plain}_${count}`;
    if (!taken.has(key)) return key;
  }
}

function readChoices(
  kind: string,
  given: readonly GivenChoice[] | undefined,
): readonly { value: string; label: string }[] {
  const needs = kind === 'choice' || kind === 'multi_choice';
  if (needs && !given) fail('choices', 'required', 'Name the choices.');
  if (!needs && given) fail('choices', 'unknown_key', 'Only choice and multi_choice have choices.');
  const choices = choicesOf(given ?? []);
  return choices ?? fail('choices', 'repeated', 'Each choice needs a value of its own.');
}

function fail(path: string, code: string, message: string): never {
  throw invalid([{ path, code, message }]);
}

async function noted(
  ctx: Ctx,
  tx: Tx,
  verb: string,
  before: FieldRow | null,
  after: FieldRow | undefined,
): Promise<FieldRow> {
  if (!after) throw new Error('the field was locked and is there');
  const changed = Object.entries(shown(after)).filter(([name, value]) => {
    const old = before === null ? undefined : shown(before)[name as keyof ReturnType<typeof shown>];
    return JSON.stringify(old) !== JSON.stringify(value);
  });
  const names = changed.map(([name]) => name);
  const pick = (row: FieldRow | null) =>
    row === null
      ? null
      : Object.fromEntries(Object.entries(shown(row)).filter(([name]) => names.includes(name)));
  const event = {
    name: `field.${verb}`,
    object: 'fields',
    record_id: after.id,
    before: pick(before),
    after: pick(after),
  };
  await recordEvents(tx, actorOf(ctx), [event]);
  return after;
}
