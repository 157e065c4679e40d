import type { RecordData } from '@/ui/data/types';

/** A record a task is about. */
export interface TaskLink {
  readonly object: string;
  readonly id: string;
  readonly title: string;
}

/** Fields that tie a task to a record, the closest first, with their objects. */
export const linkFields = [
  ['deal_id', 'deals'],
  ['contact_id', 'contacts'],
  ['account_id', 'accounts'],
  ['lead_id', 'leads'],
] as const;

/** The closest record a task is about, as far as the answer names it. */
export function linkOf(task: RecordData): TaskLink | null {
  for (const [field, object] of linkFields) {
    const related = task[field.replace(/_id$/, '')];
    if (typeof related === 'object' && related !== null && 'id' in related && 'title' in related)
      return { object, id: String(related.id), title: String(related.title) };
  }
  return null;
}
