/** The channel of the bus that tells what just became true. */
export const noticeChannel = 'events';

/** That something happened, never what: whoever may know more asks for it under their own rights. */
export interface Notice {
  readonly company_id: string;
  readonly event_id: string;
  /** `contact.updated` */
  readonly name: string;
  readonly object: string;
  /** Null: no record, or so many that naming them would say less than "look again". */
  readonly record_id: string | null;
  readonly version: number | null;
  readonly request_id: string;
  readonly user_id: string | null;
}
