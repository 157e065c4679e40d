import { AppError } from '@/core/shape/errors';

/** Why a sign-in by a provider did not succeed, in words for the person. */
const reasons = {
  sso_expired: 'This sign-in was used already or took too long. Start again.',
  sso_other_browser: 'This sign-in was begun in another browser. Start again here.',
  sso_failed:
    'The answer of your identity provider could not be accepted. Tell your administrator.',
  sso_unreachable: 'Your identity provider did not answer. Try again later.',
  sso_no_address: 'Your identity provider did not tell your mail address. Tell your administrator.',
  sso_not_confirmed: 'Your identity provider has not confirmed your mail address.',
  sso_foreign_domain: 'Your mail address is not in a domain of this company.',
  sso_other_subject: 'Your mail address belongs to another account of your identity provider.',
  sso_not_admitted: 'You are not a member of this company. Ask its administrator.',
  sso_above: 'Your role is above what this identity provider may sign in. Use your password.',
} as const;

type SsoReason = keyof typeof reasons;

/** 403 with the reason as its issue, which screens translate. */
export const refused = (code: SsoReason, cause?: unknown): AppError =>
  new AppError('forbidden', reasons[code], {
    issues: [{ path: 'state', code, message: reasons[code] }],
    ...(cause === undefined ? {} : { cause }),
  });
