import { isApiError } from '@/ui/data/api-error';
import type { RecordData } from '@/ui/data/types';
import { isEmpty } from '@/ui/patterns/values/empty';

const prefix = 'update.set.';

/** The fields a stage asked for when it refused a deal, or several at once; none for any other error. */
export function missingFields(error: unknown, known: (path: string) => boolean): string[] {
  if (!isApiError(error)) return [];
  const paths = error.issues
    .filter(({ code }) => code === 'required')
    .map(({ path }) => (path.startsWith(prefix) ? path.slice(prefix.length) : path))
    .filter(known);
  return [...new Set(paths)];
}

/** Which of some deals lack which of some fields, together where they lack the same. */
export function lacking(
  cards: readonly RecordData[],
  paths: readonly string[],
): readonly { readonly ids: readonly string[]; readonly paths: readonly string[] }[] {
  const groups = new Map<string, { ids: string[]; paths: string[] }>();
  for (const card of cards) {
    const missing = paths.filter((path) => isEmpty(card[path]));
    if (missing.length === 0) continue;
    const group = groups.get(missing.join()) ?? { ids: [], paths: missing };
    group.ids.push(card.id);
    groups.set(missing.join(), group);
  }
  return [...groups.values()];
}
