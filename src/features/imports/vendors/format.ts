/** A column's target by exact header, for one product and object. `null` leaves the column out. */
export type Table = Readonly<Record<string, string | null>>;

/** How one product writes its files. */
export interface Format {
  /** Headers that only this product writes; all of one group must be there. */
  readonly signs: readonly (readonly string[])[];
  readonly contacts?: Table;
  readonly accounts?: Table;
  readonly leads?: Table;
  readonly deals?: Table;
  /** `$1` is a number of the header, one less in the target. */
  readonly patterns?: readonly (readonly [RegExp, string | null])[];
  /** A column the table does not name is left out instead of being recognised by its name. */
  readonly closed?: boolean;
}
