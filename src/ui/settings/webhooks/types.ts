/** As the API answers them. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string;
  readonly active: boolean;
  readonly failing_since: string | null;
  readonly succeeded_at: string | null;
  readonly disabled_reason: 'gone' | 'failing' | null;
  readonly previous_until: string | null;
}

export interface Problem {
  readonly code: string;
  readonly message: string;
}

export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly status: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly next_at: string | null;
  readonly sent_at: string | null;
  readonly ms: number | null;
  readonly answer_status: number | null;
  readonly error: Problem | null;
  readonly created_at: string;
}

export interface FullDelivery extends Delivery {
  readonly request: { readonly headers: Record<string, string> | null; readonly body: string };
  readonly answer: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: string;
  } | null;
  readonly tries: readonly {
    readonly at: string;
    readonly status: number | null;
    readonly ms: number;
    readonly error: Problem | null;
  }[];
}

export interface EventGroup {
  readonly subject: string;
  readonly object: string | null;
  readonly events: readonly string[];
}
