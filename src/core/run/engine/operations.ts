import type { Tx } from '@/platform/db/types';
import { badQuery } from '../../shape/errors';
import type { ObjectDefinition } from '../../shape/object';
import { recordContracts } from '../../shape/record-contracts';
import type { Ctx } from '../context';
import { exportRecords, previewExport } from '../export/export';
import { type Answer, commandKnowing, type Input, type Operation, query } from '../module';
import { bulk } from './bulk';
import { createRecords } from './create';
import { deleteRecords, restoreRecords } from './delete';
import { getRecord } from './get';
import { historyOf } from './history';
import { listRecords } from './list';
import { recordAsOf } from './past';
import { type Restoration, restoreTo } from './restore-to';
import { timelineOf } from './timeline';
import { undoRequest } from './undo';
import { updateRecords } from './update';
import { shapeOf, type Written } from './write';
import type { WriteShape } from './write-shape';

/** Every operation of an object, bound to the engine. An object needs no handlers of its own for these. */
export function recordOperations(object: ObjectDefinition): Operation[] {
  const contracts = recordContracts(object);
  const { name } = object;

  /** A command that knows the object's shape. */
  const writing = <B>(
    contract: Operation['contract'],
    handler: (ctx: Ctx, tx: Tx, shape: WriteShape, input: Given<B>) => Promise<Answer>,
  ): Operation =>
    commandKnowing(
      contract,
      (ctx) => shapeOf(ctx, object),
      (ctx, tx, shape, input) => handler(ctx, tx, shape, input as Given<B>),
    );

  return [
    query(contracts.list, (ctx, input) =>
      listRecords(ctx, name, new URLSearchParams(input.query as Record<string, string>)),
    ),
    query(contracts.get, (ctx, { params, query: given }) =>
      getRecord(ctx, name, params.id, searchOf(given)),
    ),
    writing<unknown>(contracts.create, async (ctx, tx, shape, { body, unstorable: known }) => {
      const { written } = await createRecords(ctx, tx, shape, [body], { answer: true, known });
      const answer = oneAnswer(written);
      return {
        ...answer,
        headers: { ...answer.headers, Location: `/api/${name}/${written[0]?.id}` },
      };
    }),
    writing<unknown>(contracts.update, async (ctx, tx, shape, given) => {
      const { params, body, headers, unstorable: known } = given;
      const patch = { id: params.id, input: body, version: seenVersion(headers) };
      const options = { answer: true, known };
      return oneAnswer((await updateRecords(ctx, tx, shape, [patch], options)).written);
    }),
    writing(contracts.remove, async (ctx, tx, shape, { params, headers }) =>
      oneAnswer(
        await deleteRecords(ctx, tx, shape, [params.id], {
          answer: true,
          version: seenVersion(headers),
        }),
      ),
    ),
    writing(contracts.restore, async (ctx, tx, shape, { params, headers }) =>
      oneAnswer(
        await restoreRecords(ctx, tx, shape, [params.id], {
          answer: true,
          version: seenVersion(headers),
        }),
      ),
    ),
    writing<Parameters<typeof bulk>[3]>(contracts.bulk, (ctx, tx, shape, { body, unstorable }) =>
      bulk(ctx, tx, shape, body, unstorable),
    ),
    query(contracts.export, (ctx, input) => exportRecords(ctx, object, input as Exporting)),
    query(contracts.exportPreview, (ctx, input) =>
      previewExport(ctx, name, (input as Exporting).query),
    ),
    writing<{ request_id: string }>(contracts.undo, (ctx, tx, shape, { body }) =>
      undoRequest(ctx, tx, shape, body.request_id),
    ),
    query(contracts.history, async (ctx, { params, query: page }) => {
      const { entries, pagination } = await historyOf(
        ctx,
        await shapeOf(ctx, object),
        params.id,
        page,
      );
      return { data: entries, pagination };
    }),
    query(contracts.asOf, async (ctx, { params, query: moment }) => ({
      json: JSON.stringify(await recordAsOf(ctx, await shapeOf(ctx, object), params.id, moment)),
    })),
    writing<Restoration>(contracts.restoreTo, async (ctx, tx, shape, { params, body, headers }) => {
      const wanted = { ...body, version: seenVersion(headers) ?? body.version };
      return oneAnswer(await restoreTo(ctx, tx, shape, params.id, wanted));
    }),
    query(contracts.timeline, async (ctx, { params, query: page }) =>
      timelineOf(ctx, await shapeOf(ctx, object), params.id, page),
    ),
  ];
}

type Exporting = Parameters<typeof exportRecords>[2];
type Given<B> = Input<{ readonly id: string }, unknown, B>;

const searchOf = (query: Readonly<Record<string, string | undefined>>): URLSearchParams =>
  new URLSearchParams(
    Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );

function oneAnswer([one]: readonly Written[]): Answer {
  if (!one || one.record === null) throw new Error('a write of one record answers one record');
  return { json: one.record, headers: { ETag: `"${one.version}"` } };
}

/** The version in `If-Match: "3"`; undefined without the header or with `*`. 400 for anything else. */
function seenVersion(headers: Headers): number | undefined {
  const header = headers.get('if-match');
  if (header === null || header.trim() === '*') return undefined;
  const version = /^\s*(?:W\/)?"?(\d{1,9})"?\s*$/.exec(header)?.[1];
  if (version === undefined)
    throw badQuery([
      {
        path: 'If-Match',
        code: 'invalid_version',
        message: 'If-Match must be a version, like "3".',
      },
    ]);
  return Number(version);
}
