import type { CompanyInfo } from '@/core/run/context';
import { letterTo } from '@/platform/mail/layout';
import type { Mail } from '@/platform/mail/mail';
import type { Meeting } from './meeting';

export interface MeetingLetter {
  readonly to: string;
  readonly company: Pick<CompanyInfo, 'name' | 'language' | 'country' | 'time_zone'>;
  readonly meeting: Meeting;
  /** They were told of it before. */
  readonly again: boolean;
  /** Where one answers. */
  readonly url: string;
}

/** Tells of a meeting, in the language of the company. */
export function requestMail({ to, company, meeting, again, url }: MeetingLetter): Mail {
  const { language } = company;
  const isTurkish = language === 'tr';
  const who = `${meeting.organizer?.name ?? company.name} (${company.name})`;
  const { subject } = meeting;
  const first = isTurkish
    ? again
      ? `${who} bir toplantıyı değiştirdi: ${subject}`
      : `${who} sizi bir toplantıya davet ediyor: ${subject}`
    : again
      ? `${who} changed a meeting: ${subject}`
      : `${who} invites you to a meeting: ${subject}`;
  return letterTo(to, {
    language,
    subject: `${prefix(isTurkish, again)}: ${subject}`,
    greeting: isTurkish ? 'Merhaba,' : 'Hello,',
    paragraphs: [first, ...facts(meeting, company)],
    button: { label: isTurkish ? 'Daveti yanıtla' : 'Answer the invitation', url },
    closing: isTurkish
      ? 'Yanıtınız yalnızca bu bağlantıyla bize ulaşır. Yeni bir davet gelirse bu bağlantı geçersiz olur.'
      : 'Your answer reaches us by this link only. When a newer invitation comes, it takes the place of this one.',
  });
}

const prefix = (isTurkish: boolean, again: boolean): string =>
  isTurkish ? (again ? 'Değişti' : 'Davet') : again ? 'Changed' : 'Invitation';

/** Says that a meeting does not take place, or not with them. */
export function cancelMail({ to, company, meeting }: Omit<MeetingLetter, 'again' | 'url'>): Mail {
  const { language } = company;
  const isTurkish = language === 'tr';
  const who = `${meeting.organizer?.name ?? company.name} (${company.name})`;
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
