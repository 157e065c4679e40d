/** Things on one checklist, and letters of one, at most. */
const most = { items: 50, letters: 200 };

const line = /^\s*(?:[-*] )?\[( |x|X)?\] ?/;

/**
 * A checklist in its plain form, a line of `[ ] text` or `[x] text` each; lines without a box are open, empty ones are
 * left out. Says what is wrong with a longer one.
 */
export function plainChecklist(
  given: string,
): { text: string | null } | { problem: { code: string; message: string } } {
  const items = given.split(/\r?\n/).flatMap((one) => {
    const text = one.replace(line, '').trim();
    const box = /^x$/i.test(line.exec(one)?.[1] ?? '') ? 'x' : ' ';
    return text === '' ? [] : [{ box, text }];
  });
  if (items.length > most.items)
    return { problem: { code: 'too_many', message: `At most ${most.items} items.` } };
  if (items.some(({ text }) => text.length > most.letters))
    return { problem: { code: 'too_long', message: `At most ${most.letters} letters an item.` } };
  const text = items.map(({ box, text: words }) => `[${box}] ${words}`).join('\n');
  return { text: text || null };
}

/** The same list with nothing done, for the next one of a series. */
export const freshChecklist = (text: string): string => text.replace(/^\[x\]/gim, '[ ]');
