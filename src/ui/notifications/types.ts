/** One thing that is told, as `GET /api/notifications` answers it. */
export interface Notification {
  readonly id: string;
  readonly kind: Kind;
  readonly actor: {
    readonly id: string;
    readonly name: string;
    readonly avatar_url: string | null;
  } | null;
  /** Records it is about. */
  readonly count: number;
  readonly data: {
    readonly change?: string;
    readonly fields?: readonly string[];
    readonly field?: string;
    readonly job_kind?: string;
    readonly created?: number;
    readonly updated?: number;
    readonly failed?: number;
  };
  readonly created_at: string;
  readonly read_at: string | null;
}

export type Kind =
  | 'assigned'
  | 'mentioned'
  | 'due'
  | 'changed'
  | 'import_completed'
  | 'import_failed'
  | 'job_failed'
  | 'webhook_disabled';

/** Everything that is told of one record, the newest five of it. */
export interface NotificationGroup {
  readonly id: string;
  readonly object: string;
  readonly record: {
    readonly id: string;
    readonly title: string | null;
    readonly deleted: boolean;
  } | null;
  readonly muted: boolean;
  readonly unread: number;
  readonly total: number;
  readonly notifications: readonly Notification[];
}

export type Show = 'all' | 'unread';

/** What a call is about: a whole record, or the one notification that has none. */
export const targetOf = ({ object, record, id }: NotificationGroup) =>
  record ? { object, record_id: record.id } : { ids: [id] };
