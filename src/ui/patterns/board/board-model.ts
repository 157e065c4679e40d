import type { RecordData } from '@/ui/data/types';

/** A column as the API tells it, with the cards loaded so far in `data`. Sums are of the whole column. */
export interface BoardColumn {
  readonly id: string;
  readonly name: string;
  readonly kind: 'open' | 'won' | 'lost';
  /** Percent; null where the columns are no stages. */
  readonly probability: number | null;
  /** Days after which a card is old here; null: never. */
  readonly rotting_days: number | null;
  readonly count: number;
  /** Exact decimals in the currency of the company; null for whoever does not see what they are made of. */
  readonly amount: string | null;
  readonly weighted_amount: string | null;
  /** Cards with an amount in a currency without a rate: they are in no sum. */
  readonly without_rate: number;
  /** Which cards these are, as parameters of the list. */
  readonly filter: Readonly<Record<string, string>>;
  /** Reads on after the last card; null when all are here. */
  readonly next_cursor: string | null;
  readonly data: readonly RecordData[];
}

/** What a card shows of its column: nothing that changes when cards come and go. */
export type CardColumn = Pick<BoardColumn, 'id' | 'kind' | 'rotting_days'>;

/** In this shape `record-cache` finds and changes the cards like those of lists. */
export interface Board {
  readonly columns: readonly BoardColumn[];
}

/** Where a card stands, or would: its place among the other cards of a column. */
export interface Spot {
  readonly column: string;
  readonly index: number;
}

export function spotOf(board: Board, id: string): Spot | null {
  for (const column of board.columns) {
    const index = column.data.findIndex((card) => card.id === id);
    if (index >= 0) return { column: column.id, index };
  }
  return null;
}

export const columnOf = (board: Board, id: string): BoardColumn | undefined =>
  board.columns.find((column) => column.id === id);

export function cardOf(board: Board, id: string): RecordData | undefined {
  for (const column of board.columns) {
    const found = column.data.find((card) => card.id === id);
    if (found) return found;
  }
  return undefined;
}

/** The card to stand behind so that `id` comes to a spot; null: on top. The spot counts without the card itself. */
export function afterAt(board: Board, id: string, { column, index }: Spot): string | null {
  const others = columnOf(board, column)?.data.filter((card) => card.id !== id) ?? [];
  return others[Math.min(index, others.length) - 1]?.id ?? null;
}

/**
 * The board with a card elsewhere, changed by `change`, and the sums that follow. `toBase` reads the amount of a card in
 * the currency of the company, as an exact decimal; null when it cannot be known here, and the sums wait for the server.
 */
export function withCardAt(
  board: Board,
  id: string,
  spot: Spot,
  change: (card: RecordData, column: BoardColumn) => RecordData,
  toBase: (card: RecordData) => string | null,
): Board {
  const from = spotOf(board, id);
  const card = cardOf(board, id);
  const target = columnOf(board, spot.column);
  if (!from || !card || !target) return board;
  const next = change(card, target);
  const columns = board.columns.map((column) => {
    let result = column;
    if (column.id === from.column) result = summed(without(result, id), card, toBase(card), -1n);
    if (column.id === spot.column)
      result = summed(inserted(result, next, spot.index), next, toBase(next), 1n);
    return result;
  });
  return { columns };
}

const without = (column: BoardColumn, id: string): BoardColumn => ({
  ...column,
  count: column.count - 1,
  data: column.data.filter((card) => card.id !== id),
});

const inserted = (column: BoardColumn, card: RecordData, index: number): BoardColumn => ({
  ...column,
  count: column.count + 1,
  data: [...column.data.slice(0, index), card, ...column.data.slice(index)],
});

function summed(
  column: BoardColumn,
  card: RecordData,
  amount: string | null,
  sign: bigint,
): BoardColumn {
  if (amount === null || column.amount === null) return column;
  const digits = digitsOf(column.amount);
  const minor = scaled(amount, digits);
  // Percent with two digits after the point: ten-thousandths.
  const share = BigInt(Math.round(Number(card.probability ?? 0) * 100));
  const weighted = rounded(minor * share);
  return {
    ...column,
    amount: decimal(scaled(column.amount, digits) + sign * minor, digits),
    weighted_amount:
      column.weighted_amount === null
        ? null
        : decimal(scaled(column.weighted_amount, digits) + sign * weighted, digits),
  };
}

const digitsOf = (text: string): number => text.split('.')[1]?.length ?? 0;

/** `12.5` with two digits -> 1250n. What is finer is cut off. */
function scaled(text: string, digits: number): bigint {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return negative ? -value : value;
}

function decimal(value: bigint, digits: number): string {
  const text = String(value < 0n ? -value : value).padStart(digits + 1, '0');
  const cut = text.length - digits;
  return `${value < 0n ? '-' : ''}${text.slice(0, cut)}${digits > 0 ? `.${text.slice(cut)}` : ''}`;
}

/** Ten-thousandths to whole ones, half away from zero, as the server does it. */
const rounded = (value: bigint): bigint => (value + (value < 0n ? -5000n : 5000n)) / 10_000n;
