/** One mail to one person. Addresses are checked before; a line break in any header is refused by the transport. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Beside those every mail has, such as `List-Unsubscribe`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Who gets an answer by mail, when it is not the sender. */
  readonly reply_to?: string;
  /** A calendar message (RFC 6047) that goes with it; its method stands in both. */
  readonly calendar?: { readonly method: 'REQUEST' | 'CANCEL'; readonly text: string };
}

/** A mail about to leave. `id` makes its Message-ID, the same however often it is sent. */
export interface OutgoingMail extends Mail {
  readonly id: string;
}
