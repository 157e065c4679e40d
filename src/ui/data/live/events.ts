/** As the stream tells it: something happened, never what. `id` is null for many records or none. */
export interface Notice {
  readonly event: string;
  readonly object: string;
  readonly id: string | null;
  readonly name: string;
  readonly request_id: string;
}

export interface Viewer {
  readonly id: string;
  readonly name: string;
}

/** Who looks at a record now. */
export interface PresenceNews {
  readonly object: string;
  readonly id: string;
  readonly users: readonly Viewer[];
}

/** What a page hears, from its own stream or from the tab that holds it. */
export type LiveEvent =
  | { readonly kind: 'notice'; readonly notice: Notice; readonly last_id: string }
  | { readonly kind: 'resync'; readonly last_id: string }
  | { readonly kind: 'presence'; readonly news: PresenceNews }
  /** Something is told to this person, or was read on another device. */
  | { readonly kind: 'notification'; readonly unread: number }
  /** Rights are others, or may be: the stream was opened again after it was lost or refused. */
  | { readonly kind: 'reopened' }
  | { readonly kind: 'refused' };
