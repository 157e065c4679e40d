import { parseJson, unsafeKeys, unstorableIn } from '@/core/run/body';
import type { Anonymous } from '@/core/run/context';
import type { Answer } from '@/core/run/module';
import { AppError } from '@/core/shape/errors';
import { sqlState } from '@/platform/db/errors';
import { type Directory, directoryOf } from './directory';

export type Json = Record<string, unknown>;

/** A refusal in the words of SCIM (RFC 7644, 3.12). */
export class ScimError extends Error {
  constructor(
    readonly status: 400 | 403 | 404 | 409,
    message: string,
    readonly scimType?:
      | 'invalidFilter'
      | 'invalidPath'
      | 'invalidSyntax'
      | 'invalidValue'
      | 'mutability'
      | 'uniqueness',
  ) {
    super(message);
  }
}

export const notThere = () => new ScimError(404, 'There is no such resource.');

export const schema = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
} as const;

/** A resource of SCIM as an answer; null: nothing to say (204). */
export function scimAnswer(value: Json | null, status = 200): Answer {
  if (value === null) return { response: new Response(null, { status: 204 }) };
  const { meta } = value as { meta?: { location?: string } };
  const headers: Record<string, string> = { 'content-type': 'application/scim+json' };
  if (status === 201 && meta?.location) headers.location = meta.location;
  return { response: new Response(JSON.stringify(value), { status, headers }) };
}

/** Runs what a directory asks for, as that directory. Throws 401 without its token; what it does wrong is answered as SCIM says. */
export async function asDirectory(
  ctx: Anonymous,
  request: Request,
  work: (directory: Directory) => Promise<Answer>,
): Promise<Answer> {
  const directory = await directoryOf(ctx, request);
  try {
    return await work(directory);
  } catch (error) {
    const refused = inTheirWords(error);
    if (!(refused instanceof ScimError)) throw error;
    const { status, message: detail, scimType } = refused;
    return scimAnswer(
      { schemas: [schema.error], status: String(status), scimType, detail },
      status,
    );
  }
}

function inTheirWords(error: unknown): unknown {
  if (error instanceof AppError && error.code === 'bad_request')
    return new ScimError(400, error.message, 'invalidSyntax');
  // Of two calls at once that make the same, one comes too late to see the other.
  return sqlState(error) === '23505'
    ? new ScimError(409, 'This is taken by somebody else.', 'uniqueness')
    : error;
}

/** The object in a body. Keys that mean nothing here are left alone, as the standard asks. */
export function objectIn(text: string): Json {
  const value = parseJson(Buffer.from(text), 'application/json');
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ScimError(400, 'The body has to be an object.', 'invalidSyntax');
  const [issue] = unstorableIn(value);
  if (issue) throw new ScimError(400, `${issue.path}: ${issue.message}`, 'invalidValue');
  return value as Json;
}

/** The operations of a PATCH. Paths that reach prototypes are refused. */
export function operationsIn(text: string): Json[] {
  const { Operations, operations } = objectIn(text);
  const list = Operations ?? operations;
  if (!Array.isArray(list) || list.length === 0 || list.length > 200)
    throw new ScimError(400, 'Give 1 to 200 Operations.', 'invalidSyntax');
  return list.map((one: Json) => {
    const { op, path, value } = one ?? {};
    const verb = typeof op === 'string' ? op.toLowerCase() : '';
    if (!['add', 'replace', 'remove'].includes(verb))
      throw new ScimError(400, 'An operation is add, replace or remove.', 'invalidSyntax');
    if (path !== undefined && (typeof path !== 'string' || path.length > 300 || unsafe(path)))
      throw new ScimError(400, 'This path means nothing.', 'invalidPath');
    return {
      op: verb,
      ...(path === undefined ? {} : { path }),
      ...(value === undefined ? {} : { value }),
    };
  });
}

const unsafe = (path: string): boolean =>
  path.split(/[.[\]\s:]+/).some((part) => unsafeKeys.has(part));

/** What a list is asked for: where it begins, counted from one, and how many. */
export function pageOf({
  startIndex,
  count,
}: {
  startIndex?: string | undefined;
  count?: string | undefined;
}) {
  const whole = (text: string | undefined, unset: number) => {
    const number = text === undefined ? unset : Number(text);
    if (!Number.isSafeInteger(number))
      throw new ScimError(400, 'startIndex and count are whole numbers.', 'invalidValue');
    return number;
  };
  return {
    start: Math.min(Math.max(whole(startIndex, 1), 1), 1_000_000),
    count: Math.min(Math.max(whole(count, 100), 0), 200),
  };
}

export const listAnswer = (resources: readonly Json[], total: number, start: number): Answer =>
  scimAnswer({
    schemas: [schema.list],
    totalResults: total,
    itemsPerPage: resources.length,
    startIndex: start,
    Resources: resources,
  });
