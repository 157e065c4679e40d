import type { Ctx } from '@/core/run/context';
import { shapeOf } from '@/core/run/engine/write';
import { type Issue, invalid } from '@/core/shape/errors';
import type { ObjectDefinition } from '@/core/shape/object';
import { type Analysis, analyse } from './analyse';
import type { ImportOptions, Mapping } from './contract';
import { isZone } from './dates';
import { decodeSample, type EncodingFound } from './decode';
import type { Encoding } from './encodings';
import type { ColumnMapping } from './map';
import { limits } from './parse';
import type { Format } from './stored';
import { slotOf } from './targets';
import { copyAsUtf8 } from './upload';
import { customFieldsOf } from './work';

/** Bytes from the start of a file that are looked at to recognise it. */
const sampleBytes = 1_048_576;

interface Recognised {
  readonly format: Format;
  readonly mapping: readonly ColumnMapping[];
  readonly text_bytes: number;
}

/** Reads the beginning of a stored file under what a person decided. Throws 422 for a file without a table or a wrong decision. */
export async function recognise(
  ctx: Ctx,
  objectName: string,
  key: string,
  found: EncodingFound,
  options: ImportOptions,
  wanted: Mapping | undefined,
): Promise<Recognised> {
  const object = ctx.app.registry.objects.get(objectName) as ObjectDefinition;
  const customFields = customFieldsOf(await shapeOf(ctx, object));
  if (options.time_zone !== undefined && !isZone(options.time_zone))
    throw invalid([
      {
        path: 'options.time_zone',
        code: 'invalid_time_zone',
        message: 'This time zone is not known.',
      },
    ]);
  const { storage } = ctx.app;
  const encoding: Encoding = options.encoding ?? found.encoding;
  const decided = { encoding, bom: found.bom && encoding === found.encoding };
  const bytes = await storage.head(key, sampleBytes);
  const sample = decodeSample(bytes, decided);
  const analysis = analyse(sample, object, customFields, ctx.principal.company.country, options);
  refuseUnusable(analysis);
  const copied = encoding !== 'utf-8';
  const sent_bytes = await storage.size(key);
  if (sent_bytes === null) throw new Error('the file that was just stored is gone');
  const text_bytes = copied ? await copyAsUtf8(storage, key, encoding) : sent_bytes;
  const { delimiter, header_row, columns, vendor, date_order, date_order_certain, decimal } =
    analysis;
  const mapping = decide(
    analysis.mapping,
    wanted,
    (target) => slotOf(target, object, customFields) !== null,
  );
  const share = Math.min(1, bytes.length / Math.max(1, sent_bytes));
  const expected = { rows: Math.round(analysis.count / share), is_estimate: share < 1 };
  return {
    format: {
      ...decided,
      copied,
      delimiter,
      header_row,
      columns,
      vendor,
      date_order,
      date_order_certain,
      decimal,
      expected,
    },
    mapping,
    text_bytes,
  };
}

function refuseUnusable({ columns, records }: Analysis): void {
  const problem = (code: string, message: string) => invalid([{ path: 'file', code, message }]);
  if (columns.length > limits.columns)
    throw problem('too_many_columns', `A file can have at most ${limits.columns} columns.`);
  if (columns.length === 0 || records.length === 0)
    throw problem('no_rows', 'No rows were found in this file.');
}

/** The proposal with what a person decided put over it. Throws 422 for unknown columns and targets. */
function decide(
  proposed: readonly ColumnMapping[],
  wanted: Mapping = {},
  exists: (target: string) => boolean,
): ColumnMapping[] {
  const issues: Issue[] = [];
  const names = new Set(proposed.map(({ column }) => column));
  for (const [column, target] of Object.entries(wanted)) {
    if (!names.has(column))
      issues.push({
        path: `mapping.${column}`,
        code: 'unknown_column',
        message: 'The file has no such column.',
      });
    else if (target !== null && !exists(target))
      issues.push({
        path: `mapping.${column}`,
        code: 'unknown_target',
        message: `There is no field ${target}.`,
      });
  }
  if (issues.length > 0) throw invalid(issues.slice(0, 100));
  return proposed.map((one) => {
    const target = Object.hasOwn(wanted, one.column) ? wanted[one.column] : undefined;
    return target === undefined || target === one.target ? one : { ...one, target, confidence: 1 };
  });
}
