/** One thing on a checklist. */
export interface ChecklistItem {
  readonly done: boolean;
  readonly text: string;
}

const line = /^\s*(?:[-*] )?\[( |x|X)?\] ?/;

/** Lines of `[ ] text` and `[x] text`; a line without a box is open, empty ones are nothing. */
export const readChecklist = (text: unknown): ChecklistItem[] =>
  typeof text === 'string'
    ? text
        .split('\n')
        .map((one) => ({
          done: /^x$/i.test(line.exec(one)?.[1] ?? ''),
          text: one.replace(line, '').trim(),
        }))
        .filter((item) => item.text !== '')
    : [];

/** As it is kept; null for an empty list. */
export const writeChecklist = (items: readonly ChecklistItem[]): string | null =>
  items.length === 0
    ? null
    : items.map(({ done, text }) => `[${done ? 'x' : ' '}] ${text}`).join('\n');

/** `2/5`; '' without items. */
export function checklistProgress(text: unknown): string {
  const items = readChecklist(text);
  return items.length === 0 ? '' : `${items.filter(({ done }) => done).length}/${items.length}`;
}

/** For reading and copying, an item each line. */
export const checklistText = (text: unknown): string =>
  readChecklist(text)
    .map((item) => `${item.done ? '\u2611' : '\u2610'} ${item.text}`)
    .join('\n');
