import { describe, expect, it } from 'vitest';
import { shownOf } from './mention-text';
import { lookedFor, storedOf, withMention } from './mention-typing';

const ada = { id: '018f2f6e-0000-7000-8000-000000000001', title: 'Ada Byron' };
const none = { people: new Map<string, string>() };

describe('mentions in a text', () => {
  it('are shown by name and stored with the id', () => {
    const value = `Ask @[Ada Byron](${ada.id}), then @[Ada](${ada.id.replace(/1$/, '2')}).`;
    const shown = shownOf(value);
    expect(shown.text).toBe('Ask @Ada Byron, then @Ada.');
    expect(storedOf(shown)).toBe(value);
    expect(storedOf({ ...shown, text: '@Ada Byronova @Adam @nobody' })).toBe(
      `@[Ada](${ada.id.replace(/1$/, '2')}) Byronova @Adam @nobody`,
    );
  });

  it('leave other texts and odd names alone', () => {
    for (const text of ['a@b.example', '@[x](y)', '']) expect(storedOf(shownOf(text))).toBe(text);
    const odd = { text: '@A.*(x) hi', people: new Map([['A.*(x)', ada.id]]) };
    expect(storedOf(odd)).toBe(`@[A.*(x)](${ada.id}) hi`);
  });

  it('are looked for after an @ that begins a word', () => {
    expect(lookedFor({ ...none, text: 'Hi @ad' }, 6)).toEqual({ from: 3, words: 'ad' });
    expect(lookedFor({ ...none, text: '@Ada by' }, 7)).toEqual({ from: 0, words: 'Ada by' });
    for (const text of ['a@b', 'Hi', '@Ada By ron', '@Ada\n'])
      expect(lookedFor({ ...none, text }, text.length)).toBeNull();
    const named = withMention({ ...none, text: 'Hi @ad there' }, { from: 3, words: 'ad' }, ada);
    expect(named).toMatchObject({ text: 'Hi @Ada Byron there', caret: 14 });
    expect(lookedFor(named, named.caret)).toBeNull();
  });
});
