import type { Ctx } from '@/core/run/context';
import { execute } from '@/core/run/pipeline';

export interface CallInput {
  readonly params?: Readonly<Record<string, string>>;
  /** Query string without its question mark. */
  readonly search?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Runs an operation by name for `ctx` as the worker would; the answer's data parsed. Throws AppError. */
export async function call(
  ctx: Ctx,
  name: string,
  { params = {}, search = '', body, headers = {} }: CallInput = {},
) {
  const operation = ctx.app.registry.operations.get(name);
  if (!operation) throw new Error(`there is no operation ${name}`);
  const request = new Request('http://localhost:3000/api', { headers });
  const answer = await execute(ctx, operation, {
    params,
    search,
    request,
    body: async () => body ?? {},
  });
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape it asked for
  const data: any = answer.json === undefined ? answer.data : JSON.parse(answer.json);
  return { ...answer, data };
}

/** The status of a call, 200 unless it is refused. */
export const statusOf = (work: Promise<unknown>): Promise<number> =>
  work.then(
    () => 200,
    (error: { status: number }) => error.status,
  );
