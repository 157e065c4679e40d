/** Mentions as people see them: `@Ada Byron` in the text, and who that is. */
export interface MentionText {
  readonly text: string;
  /** Ids of members by name. */
  readonly people: ReadonlyMap<string, string>;
}

const token = /@\[([^\]\n]{1,200})\]\(([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)/g;

/** The text of a value as it is edited: `@[Ada Byron](id)` becomes `@Ada Byron`. */
export function shownOf(value: string): MentionText {
  const people = new Map<string, string>();
  const text = value.replaceAll(token, (_, name: string, id: string) => {
    people.set(name, id);
    return `@${name}`;
  });
  return { text, people };
}
