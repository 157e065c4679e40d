/** Why a mail was not taken. Neither the message nor the reason holds an address or anything of the mail. */
export class MailFailure extends Error {
  constructor(
    /** `550 5.1.1 No such user`: what the server said, or what went wrong on the way. */
    readonly reason: string,
    /** Trying again would change nothing. */
    readonly permanent: boolean,
  ) {
    super(`the mail server did not take a mail: ${reason.slice(0, 3)}`);
    this.name = 'MailFailure';
  }
}

interface SmtpError {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** Steps at which the server speaks of this mail; refusals before them are about who we are, which an operator can mend. */
const aboutTheMail = /^(MAIL|RCPT|DATA|API)/;
/** Not signed in, or not the way the server wants it: mended by an operator too. */
const signIn = new Set([530, 534, 535, 538]);

/** What nodemailer threw, as a failure that may be kept and logged. */
export function mailFailure(error: unknown): MailFailure {
  const { code = '', command = '', responseCode, response } = (error ?? {}) as SmtpError;
  if (responseCode === undefined) {
    if (code === 'EENVELOPE')
      return new MailFailure('The address is not one that mail can be sent to.', true);
    return new MailFailure(`The mail server could not be reached (${code || 'no reason'}).`, false);
  }
  const permanent = responseCode >= 500 && !signIn.has(responseCode) && aboutTheMail.test(command);
  return new MailFailure(withoutContent(response ?? String(responseCode)), permanent);
}

/** Servers like to repeat addresses and links in what they say. */
const withoutContent = (response: string): string =>
  response
    .replace(/\S*(@|:\/\/)\S*/g, '…')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 200);
