import type { App, Ctx, Principal } from '@/core/run/context';
import { execute } from '@/core/run/pipeline';
import { newId } from '@/platform/ids';
import { call } from './call';

/** Announces and sends a file as `principal`; answers its upload id. `announced`: another size than it has. */
export async function uploadBytes(
  app: App,
  principal: Principal,
  content: string | Uint8Array<ArrayBuffer> = 'Hello',
  announced?: number,
): Promise<string> {
  const ctx = ctxOf(app, principal);
  const file = new Blob([content]);
  const { data } = await call(ctx, 'uploads.start', { body: { bytes: announced ?? file.size } });
  await sendBytes(ctx, data.id, file);
  return data.id;
}

/** Sends the bytes of an announced upload. */
export async function sendBytes(ctx: Ctx, id: string, file: Blob, name = 'a.bin') {
  const operation = ctx.app.registry.operations.get('uploads.send');
  if (!operation) throw new Error('there is no operation uploads.send');
  const form = new FormData();
  form.append('file', file, name);
  const request = new Request('http://localhost:3000/api', { method: 'POST', body: form });
  const input = { params: { id }, search: '', request, body: async () => ({}) };
  return (await execute(ctx, operation, input)).data as { bytes: number; content_type: string };
}

function ctxOf(app: App, principal: Principal): Ctx {
  const origin = { request_id: newId(), source: 'web', ip: null, user_agent: null } as const;
  const scope = { company_id: principal.company.id, user_id: principal.user.id };
  return { app, principal, scope, origin, signal: new AbortController().signal, language: 'en' };
}
