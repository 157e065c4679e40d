import type { CompanyInfo } from '@/core/run/context';
import { letterTo } from '@/platform/mail/layout';
import type { Mail } from '@/platform/mail/mail';
import type { Meeting } from './meeting';

export interface MeetingLetter {
  readonly to: string;
  readonly company: Pick<CompanyInfo, 'name' | 'language' | 'country' | 'time_zone'>;
  readonly meeting: Meeting;
  /** What it is to them: they were told of it before, or only who invites is another. */
  readonly news: 'new' | 'changed' | 'handed_over';
  /** Where one answers. */
  readonly url: string;
}

/** Tells of a meeting, in the language of the company. */
export function requestMail({ to, company, meeting, news, url }: MeetingLetter): Mail {
  const { language } = company;
  const isTurkish = language === 'tr';
  const who = inviter(meeting, company);
  const { subject } = meeting;
  const words = requestWords[isTurkish ? 'tr' : 'en'];
  const stays = news === 'handed_over';
  return letterTo(to, {
    language,
    subject: `${words[stays ? 'changed' : news].prefix}: ${subject}`,
    greeting: isTurkish ? 'Merhaba,' : 'Hello,',
    paragraphs: [words[news].first(who, subject), ...facts(meeting, company)],
    button: { label: isTurkish ? 'Daveti yanıtla' : 'Answer the invitation', url },
    closing: `${stays ? `${words.stays} ` : ''}${words.closing}`,
  });
}

const inviter = ({ organizer }: Meeting, { name }: MeetingLetter['company']): string =>
  organizer ? `${organizer.name} (${name})` : name;

const requestWords = {
  en: {
    new: {
      prefix: 'Invitation',
      first: (who: string, what: string) => `${who} invites you to a meeting: ${what}`,
    },
    changed: {
      prefix: 'Changed',
      first: (who: string, what: string) => `${who} changed a meeting: ${what}`,
    },
    handed_over: {
      first: (who: string, what: string) => `${who} invites to this meeting from now on: ${what}`,
    },
    stays: 'Your answer stays as it is.',
    closing:
      'Your answer reaches us by this link only. When a newer invitation comes, it takes the place of this one.',
  },
  tr: {
    new: {
      prefix: 'Davet',
      first: (who: string, what: string) => `${who} sizi bir toplantıya davet ediyor: ${what}`,
    },
    changed: {
      prefix: 'Değişti',
      first: (who: string, what: string) => `${who} bir toplantıyı değiştirdi: ${what}`,
    },
    handed_over: {
      first: (who: string, what: string) => `Bu toplantıya artık ${who} davet ediyor: ${what}`,
    },
    stays: 'Yanıtınız olduğu gibi kalır.',
    closing:
      'Yanıtınız yalnızca bu bağlantıyla bize ulaşır. Yeni bir davet gelirse bu bağlantı geçersiz olur.',
  },
} as const;

/** Says that a meeting does not take place, or not with them. */
export function cancelMail({ to, company, meeting }: Omit<MeetingLetter, 'news' | 'url'>): Mail {
  const { language } = company;
  const isTurkish = language === 'tr';
  const who = inviter(meeting, company);
  return letterTo(to, {
    language,
    subject: `${isTurkish ? 'İptal' : 'Cancelled'}: ${meeting.subject}`,
    greeting: isTurkish ? 'Merhaba,' : 'Hello,',
    paragraphs: [
      isTurkish
        ? `${who} sizinle olan bir toplantıyı iptal etti: ${meeting.subject}`
        : `${who} cancelled a meeting with you: ${meeting.subject}`,
      when(meeting, company),
    ],
    closing: isTurkish ? 'Yapmanız gereken bir şey yok.' : 'There is nothing for you to do.',
  });
}

/** Tells somebody who was invited that the meeting is theirs now, and why their calendar loses the invitation. */
export function ownMail({ to, company, meeting }: Omit<MeetingLetter, 'news' | 'url'>): Mail {
  const { language } = company;
  const isTurkish = language === 'tr';
  return letterTo(to, {
    language,
    subject: `${isTurkish ? 'Artık sizin' : 'Yours now'}: ${meeting.subject}`,
    greeting: isTurkish ? 'Merhaba,' : 'Hello,',
    paragraphs: [
      isTurkish
        ? `Davetli olduğunuz toplantıyı artık siz düzenliyorsunuz: ${meeting.subject}`
        : `You now hold a meeting that you were invited to: ${meeting.subject}`,
      when(meeting, company),
    ],
    closing: isTurkish
      ? 'Toplantı Ambit takviminizde duruyor; bu e-posta yalnızca daveti takviminizden kaldırır.'
      : 'It stands in your calendar in Ambit; this mail only takes the invitation out of your own.',
  });
}

function facts(meeting: Meeting, company: MeetingLetter['company']): string[] {
  const { location, meeting_url, agenda } = meeting;
  return [when(meeting, company), location, meeting_url, agenda].filter((line) => line !== '');
}

/** `Monday, 1 March 2027 at 09:00 – 09:30 (Europe/Istanbul)` */
function when({ start, end, all_day }: Meeting, company: MeetingLetter['company']): string {
  const { language, country, time_zone } = company;
  const tag = country ? `${language}-${country}` : language;
  const format = (instant: Date, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(tag, { ...options, timeZone: time_zone }).format(instant);
  const day = (instant: Date) => format(instant, { dateStyle: 'full' });
  const clock = (instant: Date) => format(instant, { timeStyle: 'short' });
  const last = all_day ? new Date(end.getTime() - 1) : end;
  const isOneDay = day(start) === day(last);
  if (all_day) return isOneDay ? day(start) : `${day(start)} – ${day(last)}`;
  const until = isOneDay ? clock(end) : `${day(end)} ${clock(end)}`;
  return `${day(start)} ${clock(start)} – ${until} (${time_zone})`;
}
