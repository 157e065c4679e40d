/** One mail to one person. Addresses are checked before; a line break in any header is refused by the transport. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Beside those every mail has, such as `List-Unsubscribe`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A mail about to leave. `id` makes its Message-ID, the same however often it is sent. */
export interface OutgoingMail extends Mail {
  readonly id: string;
}
