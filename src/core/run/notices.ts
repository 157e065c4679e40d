/** The channel of the bus that tells what just became true. */
export const noticeChannel = 'events';

/** What decides who sees a record: its owner, whether it is private, and what it is seen through, by field. */
export type SeenBy = Readonly<Record<string, string | boolean | null>>;

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
  /** What decided who saw the record until now, where that has changed: whoever no longer sees it is told as well, so that it leaves their screen. */
  readonly was?: SeenBy;
  /** Told to this member or team alone, whether they see the record or not: a share brought it into their sight or took it away. */
  readonly grantee_id?: string;
}
