import type { z } from 'zod';
import { unstorableIn } from '@/core/run/body';
import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { issuesOf } from '@/core/run/issues';
import { enqueue } from '@/core/run/jobs/job';
import { cancelJob } from '@/core/run/jobs/views';
import type { Answer, Input } from '@/core/run/module';
import { mustHave } from '@/core/run/rights';
import { type Issue, invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { type ImportOptions, type Mapping, mappingInput, optionsInput } from './contract';
import { view } from './queries';
import { recognise } from './recognise';
import {
  assertReady,
  type ImportRow,
  lockReady,
  mustSeeToImport,
  readImport,
  statusOf,
} from './stored';
import { receive } from './upload';
import { importJob, removeFile } from './work';

/** Stores and recognises an uploaded file; with `start` the work begins at once. */
export const upload =
  (object: string) =>
  async (ctx: Ctx, input: Input): Promise<Answer> => {
    const id = newId();
    const { storage } = ctx.app;
    const key = `imports/${ctx.scope.company_id}/${id}`;
    const { file_name, bytes, found, fields } = await receive(input.request, storage, key);
    try {
      const given = parseFields(fields);
      const { start = false, ...options } = given.options;
      checkRights(ctx, object, options);
      const { format, mapping, text_bytes } = await recognise(
        ctx,
        object,
        key,
        found,
        options,
        given.mapping,
      );
      await ctx.app.db.withCompany(ctx.scope, async (tx) => {
        await tx.run({
          name: 'import_insert',
          text:
            'insert into imports (company_id, id, object, file_name, bytes, text_bytes, user_id, format, mapping, options, created_at) ' +
            'values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
          values: [
            ctx.scope.company_id,
            id,
            object,
            file_name,
            bytes,
            text_bytes,
            ctx.principal.user.id,
            JSON.stringify(format),
            JSON.stringify(mapping),
            JSON.stringify(options),
            ctx.app.clock.now().toISOString(),
          ],
        });
        if (start) await begin(ctx, tx, { id, object, file_name });
      });
    } catch (error) {
      await storage.remove(key);
      await storage.remove(`${key}.utf8`);
      throw error;
    }
    return { data: { import_id: id } };
  };

/** Changes mapping or options of an import that was not started. */
export async function change(
  ctx: Ctx,
  input: Input<{ id: string }, unknown, { mapping?: Mapping; options?: ImportOptions }>,
): Promise<Answer> {
  const row = await readImport(ctx, input.params.id);
  assertReady(row); // of one that ended the file is gone
  const options = { ...row.options, ...input.body.options };
  checkRights(ctx, row.object, options);
  const key = `imports/${ctx.scope.company_id}/${row.id}`;
  const kept = Object.fromEntries(row.mapping.map(({ column, target }) => [column, target]));
  // A new cut of the file has other columns, so what was mapped before counts only where names still fit.
  const again = (['encoding', 'delimiter', 'header_row'] as const).some(
    (name) => options[name] !== row.options[name],
  );
  const wanted = again ? input.body.mapping : { ...kept, ...input.body.mapping };
  const found = { encoding: row.format.encoding, bom: row.format.bom };
  const { format, mapping, text_bytes } = await recognise(
    ctx,
    row.object,
    key,
    found,
    options,
    wanted,
  );
  await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    await lockReady(ctx, tx, row.id);
    await tx.run({
      name: 'import_change',
      text: 'update imports set format = $3, mapping = $4, options = $5, text_bytes = $6 where company_id = $1 and id = $2',
      values: [
        ctx.scope.company_id,
        row.id,
        JSON.stringify(format),
        JSON.stringify(mapping),
        JSON.stringify(options),
        text_bytes,
      ],
    });
  });
  return { data: await view(ctx, await readImport(ctx, row.id)) };
}

/** Queues the work. Throws 409 when it was started already. */
export async function start(ctx: Ctx, input: Input<{ id: string }>): Promise<Answer> {
  const row = await readImport(ctx, input.params.id);
  checkRights(ctx, row.object, row.options);
  await ctx.app.db.withCompany(ctx.scope, (tx) => begin(ctx, tx, row));
  return { data: await view(ctx, await readImport(ctx, row.id)) };
}

/** Stops the work at its next step; an import that was not started is closed. */
export async function cancel(ctx: Ctx, input: Input<{ id: string }>): Promise<Answer> {
  const row = await readImport(ctx, input.params.id);
  await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    if (row.job_id !== null) await cancelJob(ctx, tx, row.job_id);
    else
      await tx.run({
        name: 'import_cancel',
        text: "update imports set status = 'cancelled' where company_id = $1 and id = $2 and job_id is null",
        values: [ctx.scope.company_id, row.id],
      });
    if (['ready', 'running'].includes(statusOf(row)))
      await recordEvents(tx, actorOf(ctx), [
        { name: 'import.cancelled', object: 'imports', record_id: row.id },
      ]);
  });
  const after = await readImport(ctx, row.id);
  if (after.job_id === null) await removeFile(ctx, row.id);
  return { data: await view(ctx, after) };
}

async function begin(
  ctx: Ctx,
  tx: Tx,
  { id, object, file_name }: Pick<ImportRow, 'id' | 'object' | 'file_name'>,
): Promise<void> {
  await lockReady(ctx, tx, id);
  const asImport: Ctx = { ...ctx, origin: { ...ctx.origin, source: 'import' } };
  const job_id = await enqueue(asImport, tx, importJob, { import_id: id });
  await tx.run({
    name: 'import_begin',
    text: 'update imports set job_id = $3 where company_id = $1 and id = $2',
    values: [ctx.scope.company_id, id, job_id],
  });
  await recordEvents(tx, actorOf(ctx), [
    {
      name: 'import.started',
      object: 'imports',
      record_id: id,
      after: { object, file_name },
    },
  ]);
}

/** Importing needs the rights of what it does. Throws 403. */
function checkRights(ctx: Ctx, object: string, { duplicates }: ImportOptions): void {
  const needed = [`${object}:create`, ...(duplicates === 'update' ? [`${object}:update`] : [])];
  for (const permission of needed) mustHave(ctx.principal, permission);
  mustSeeToImport(ctx);
}

function parseFields(fields: Readonly<Record<string, string>>): {
  mapping: Mapping | undefined;
  options: ImportOptions;
} {
  const issues: Issue[] = [];
  const parse = <T>(name: string, schema: z.ZodType<T>): T | undefined => {
    if (!fields[name]) return undefined;
    let value: unknown;
    try {
      value = JSON.parse(fields[name]);
    } catch {
      issues.push({ path: name, code: 'invalid_json', message: `${name} must be JSON.` });
      return undefined;
    }
    const broken = unstorableIn(value);
    issues.push(...broken.map((issue) => ({ ...issue, path: `${name}.${issue.path}` })));
    const parsed = schema.safeParse(value);
    if (parsed.success || broken.length > 0) return parsed.data;
    for (const issue of issuesOf(parsed.error))
      issues.push({ ...issue, path: issue.path === '' ? name : `${name}.${issue.path}` });
    return undefined;
  };
  const found = {
    mapping: parse('mapping', mappingInput),
    options: parse('options', optionsInput) ?? {},
  };
  if (issues.length > 0) throw invalid(issues);
  return found;
}
