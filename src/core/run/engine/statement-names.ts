import type { Statement } from '@/platform/db/types';

/** Most statements prepared on a connection at a time. */
const slots = 64;
const named = new Map<string, string>();

/**
 * Gives a statement a name, so that each connection parses and plans it once. Names of texts that were
 * not used for long go to new ones. Only for texts whose best plan does not depend on the values. `plan_once`:
 * by the first plan; PostgreSQL plans a statement five times else, before it keeps a plan.
 */
export function prepared(text: string, values: readonly unknown[], plan_once = false): Statement {
  let name = named.get(text);
  if (name) named.delete(text);
  else if (named.size < slots) name = `read_${named.size}`;
  else {
    const [oldest, freed] = named.entries().next().value as [string, string];
    named.delete(oldest);
    name = freed;
  }
  named.set(text, name);
  return { text, values, name, plan_once };
}
