/** The channel of the bus that tells one person something, on every device and in every process. */
export const personalChannel = 'personal';

/** What the open streams of one person in a company are told. */
export interface PersonalNews {
  readonly company_id: string;
  readonly user_id: string;
  /** The name of the event: `notification`. */
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}
