import type { LoggedEvent } from '@/core/run/jobs/subscriber';
import { customKey } from '@/core/shape/custom-field';
import type { ObjectDefinition } from '@/core/shape/object';

/** `@[Ada Byron](0197...)`: what an editor writes for a member who was picked; the name is for whoever reads the plain text. */
const token = /@\[[^\]\n]{1,200}\]\(([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)/g;

/** Whether a text might mention anybody. */
export const mayMention = (value: unknown): boolean =>
  typeof value === 'string' && value.includes('@[');

/** Members a text names. */
function mentionsIn(value: unknown): string[] {
  if (!mayMention(value)) return [];
  return [...(value as string).matchAll(token)].map((match) => match[1] ?? '');
}

/** Members whom the long texts of a record name after an event and did not before. */
export function newMentions(object: ObjectDefinition, { changes }: LoggedEvent): Set<string> {
  const { before = {}, after = {} } = changes;
  const found = new Set<string>();
  for (const [name, value] of Object.entries(after)) {
    if (object.fields[name]?.kind !== 'long_text' && customKey(name) === null) continue;
    const known = new Set(mentionsIn(before[name]));
    for (const id of mentionsIn(value)) if (!known.has(id)) found.add(id);
  }
  return found;
}
