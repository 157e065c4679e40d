import type { HistoryEntry } from '@/ui/patterns/record/history-entry';

/** An entry of the event log, as `GET /api/events` answers it. */
export interface AuditEntry extends HistoryEntry {
  /** `contacts`; empty for what is about no record. */
  readonly object: string;
  readonly record_id: string | null;
  /** Of the record or member it happened to, when the reader may see it. */
  readonly title: string | null;
  readonly ip: string | null;
  readonly user_agent: string | null;
}
