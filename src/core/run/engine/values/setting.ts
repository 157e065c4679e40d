/** What normalising a value needs to know beside its field. */
export interface Setting {
  /** ISO alpha-2 country phones are read in; empty = unknown. */
  readonly country: string;
  /** ISO 4217 of amounts in this record. */
  readonly currency: string;
  /** What `me` stands for. */
  readonly user_id: string;
  /** What `now` stands for, ISO 8601. */
  readonly now: string;
}
