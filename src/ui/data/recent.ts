import { recentPrefix } from './kept-here';

/** The records opened last in this browser, newest first, for the command palette. */
export interface RecentRecord {
  object: string;
  id: string;
  title: string;
}

const KEEP = 8;
const name = (companyId: string) => recentPrefix + companyId;

/** Records opened in a company, newest first. */
export function recentRecords(companyId: string): RecentRecord[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(name(companyId)) ?? '[]');
    return Array.isArray(list) ? list.filter(isRecent) : [];
  } catch {
    // Written by hand or cut off; an empty list is as good.
    return [];
  }
}

/** Puts a record in front of the list. */
export function rememberRecord(companyId: string, record: RecentRecord): void {
  const others = recentRecords(companyId).filter((one) => one.id !== record.id);
  try {
    localStorage.setItem(name(companyId), JSON.stringify([record, ...others].slice(0, KEEP)));
  } catch {
    // No storage on this device: the palette does without recents.
  }
}

const isRecent = (value: unknown): value is RecentRecord =>
  typeof value === 'object' &&
  value !== null &&
  'object' in value &&
  'id' in value &&
  'title' in value;
