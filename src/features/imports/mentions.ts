import { peopleOfCell } from './deals';
import type { Mention, OwnerMention } from './draft';
import type { Slot } from './targets';

/** What a row says about other records and its owner, collected cell by cell. */
export class Mentions {
  readonly found: Record<
    string,
    { name: string | null; source_id: string | null; column: string }
  > = {};
  owner: OwnerMention | null = null;
  /** Ids of all accounts of a contact in the other product. */
  sourceIds: string[] = [];
  /** People of a deal. */
  readonly people: Mention[] = [];
  private sourceIdsColumn = '';

  /** The account of a contact. */
  get account(): Mention | undefined {
    return this.found.account_id;
  }

  readLink(slot: Extract<Slot, { kind: 'link' }>, column: string, cell: string): void {
    if (slot.by === 'source_ids') {
      const ids = cell.split(/[;,]/).map((id) => id.trim());
      this.sourceIds = ids.filter((id) => id !== '');
      this.sourceIdsColumn = column;
      return;
    }
    if (slot.by === 'name' && /^(?:-|–|—|n\/a|none)$/i.test(cell)) return;
    const mention = (this.found[slot.field] ??= { name: null, source_id: null, column });
    if (slot.by === 'name') mention.name = cell;
    else mention.source_id = cell;
  }

  readPeople(by: 'name' | 'source_ids', column: string, cell: string): void {
    this.people.push(...peopleOfCell(by, column, cell));
  }

  /** @returns false when the cell says that the owner has left */
  readOwner(by: 'any' | 'source_id', column: string, cell: string): boolean {
    const nobody = { name: null, email: null, source_id: null, column };
    if (by === 'source_id') {
      this.owner = { ...nobody, source_id: cell };
      return true;
    }
    const name = cell.replace(/\s*\((?:deactivated(?: user)?|inactive|deaktiviert|pasif)\)$/i, '');
    this.owner = name.includes('@')
      ? { ...nobody, email: name.toLowerCase() }
      : { ...nobody, name };
    return name === cell;
  }

  /** Several accounts in one cell: the name that stands where the primary id stands. */
  finish(): void {
    const first = this.sourceIds[0];
    // A file that has no column for the primary account means the first.
    if (!this.found.account_id && first !== undefined)
      this.found.account_id = { name: null, source_id: first, column: this.sourceIdsColumn };
    const mention = this.found.account_id;
    if (!mention?.name || !mention.source_id || this.sourceIds.length < 2) return;
    const names = mention.name.split(/;\s*/);
    const at = this.sourceIds.indexOf(mention.source_id);
    if (names.length === this.sourceIds.length && at >= 0) mention.name = names[at] ?? mention.name;
  }
}
