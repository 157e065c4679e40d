import type { Ctx } from '@/core/run/context';
import { keepAuthors } from '@/core/run/engine/authors';
import type { Change, RecordHooks } from '@/core/run/engine/hooks';
import { labelOf } from '@/core/run/multipart';
import type { Issue } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A file takes an upload of its author, each once, and keeps it; its name is a label. */
export const fileRules: RecordHooks = {
  async beforeWrite(ctx, tx, changes) {
    const problems = new Map<string, readonly Issue[]>(keepAuthors(ctx, changes));
    const refuse = (id: string, path: string, code: string, message: string) =>
      problems.set(id, [...(problems.get(id) ?? []), { path, code, message }]);
    for (const { id, before, set } of changes) {
      if (typeof set.name === 'string') set.name = labelOf(set.name);
      if (set.name === '') refuse(id, 'name', 'required', 'Give the file a name.');
      if (before !== null && 'upload_id' in set && set.upload_id !== before.upload_id)
        refuse(id, 'upload_id', 'fixed', 'The content of a file stays. Add another file.');
    }
    const used = await takeUploads(ctx, tx, changes);
    for (const { id, before, set } of changes) {
      if (before !== null) continue;
      const upload = used.get(String(set.upload_id));
      if (!upload || upload.file !== id)
        refuse(id, 'upload_id', 'not_found', 'There is no such upload of yours that waits.');
      else Object.assign(set, { content_type: upload.content_type, bytes: upload.bytes });
    }
    return problems;
  },
};

/** Takes the uploads of new files; what another file has, is not there yet or is somebody else's is not among them. */
async function takeUploads({ scope }: Ctx, tx: Tx, changes: readonly Change[]) {
  const wanted = new Map<string, string>();
  for (const { id, before, set } of changes) {
    const upload = String(set.upload_id);
    if (before === null && uuid.test(upload) && !wanted.has(upload)) wanted.set(upload, id);
  }
  const used = new Map<string, { file: string; content_type: string; bytes: number }>();
  if (wanted.size === 0) return used;
  const { rows } = await tx.run<{ id: string; content_type: string; bytes: string }>({
    name: 'uploads_use',
    text:
      "update uploads set status = 'used' where company_id = $1 and user_id = $2 and id = any($3::uuid[]) and status = 'stored' " +
      'returning id, content_type, bytes',
    values: [scope.company_id, scope.user_id, [...wanted.keys()]],
  });
  for (const { id, content_type, bytes } of rows)
    used.set(id, { file: wanted.get(id) ?? '', content_type, bytes: Number(bytes) });
  return used;
}
