import type { App, CompanyInfo } from '@/core/run/context';
import type { ObjectDefinition } from '@/core/shape/object';
import type { Reader } from '@/identity/reader';
import { letterTo } from '@/platform/mail/layout';
import type { Mail } from '@/platform/mail/mail';
import type { Kind } from './shapes';
import { unsubscribeToken } from './unsubscribe';

/** One notification as a mail tells it. */
export interface Line {
  readonly kind: Kind;
  readonly object: string;
  readonly record_id: string | null;
  /** Of the record, or the name of an imported file; null when it is gone or there are several. */
  readonly title: string | null;
  readonly definition: ObjectDefinition | null;
  readonly actor_name: string | null;
  readonly count: number;
  readonly data: Readonly<Record<string, unknown>>;
}

interface To {
  readonly app: Pick<App, 'env'>;
  readonly company: CompanyInfo;
  readonly reader: Reader;
}

/** A mail at once: what it says is its subject when it is about one thing. */
export function noticeMail(to: To, kind: Kind, lines: readonly Line[], total: number): Mail {
  const words = texts[to.reader.language];
  const [first] = lines;
  const subject =
    first && total === 1 ? sentence(to, first) : words.several(total, to.company.name);
  return mail(to, kind, lines, total, subject);
}

/** The digest of a day. */
export const digestMail = (to: To, lines: readonly Line[], total: number): Mail =>
  mail(to, 'digest', lines, total, texts[to.reader.language].digest(to.company.name));

function mail(
  to: To,
  kind: Kind | 'digest',
  lines: readonly Line[],
  total: number,
  subject: string,
): Mail {
  const { env } = to.app;
  const { name, email, language } = to.reader;
  const words = texts[language];
  const token = unsubscribeToken(env, {
    company_id: to.company.id,
    user_id: to.reader.id,
    kind,
  });
  const [first] = lines;
  const single = total === 1 && first;
  const letter = letterTo(email, {
    language,
    subject,
    greeting: words.greeting(name),
    paragraphs: single
      ? [`${sentence(to, single)}.`]
      : total > lines.length
        ? [words.first(lines.length, total)]
        : [],
    items: single
      ? []
      : lines.map((line) => ({ label: sentence(to, line), url: address(to, line) })),
    button: single
      ? { label: words.open, url: address(to, single) }
      : { label: words.all, url: `${env.base_url}/notifications` },
    closing: words.closing(to.company.name),
    closing_link: { label: words.stop, url: `${env.base_url}/unsubscribe#${token}` },
  });
  return {
    ...letter,
    headers: {
      'List-Unsubscribe': `<${env.base_url}/api/notifications/unsubscribe?token=${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
    },
  };
}

/** Where a line leads. */
function address({ app }: To, { object, record_id, definition }: Line): string {
  const { base_url } = app.env;
  if (object === 'imports') return `${base_url}/import/${record_id ?? ''}`;
  return definition && record_id
    ? `${base_url}/${object}/${record_id}`
    : `${base_url}/notifications`;
}

/** What happened, in one sentence without its full stop. */
function sentence({ reader }: To, line: Line): string {
  const { language } = reader;
  const words = texts[language];
  const who = line.actor_name ?? words.somebody;
  const { definition, title, count } = line;
  const one = definition?.label[language].toLocaleLowerCase(language) ?? '';
  const many = definition?.label_plural[language].toLocaleLowerCase(language) ?? '';
  const what =
    line.record_id === null && definition
      ? words.some(count, many)
      : `${one} ${title ?? ''}`.trim();
  return words[line.kind](who, what, line);
}

type Sentences = Readonly<Record<Kind, (who: string, what: string, line: Line) => string>>;

interface Words extends Sentences {
  readonly somebody: string;
  readonly open: string;
  readonly all: string;
  readonly stop: string;
  readonly greeting: (name: string) => string;
  readonly closing: (company: string) => string;
  readonly digest: (company: string) => string;
  readonly several: (count: number, company: string) => string;
  readonly first: (shown: number, total: number) => string;
  readonly some: (count: number, what: string) => string;
}

const figure = (data: Line['data'], name: string): number => Number(data[name] ?? 0);

const texts: Readonly<Record<'en' | 'tr', Words>> = {
  en: {
    somebody: 'Somebody',
    open: 'Open',
    all: 'See all notifications',
    stop: 'Stop mails like this',
    greeting: (name) => `Hello ${name},`,
    closing: (company) => `You get this because of your notification settings in ${company}.`,
    digest: (company) => `News in ${company}`,
    several: (count, company) => `${count} notifications in ${company}`,
    first: (shown, total) => `The first ${shown} of ${total}:`,
    some: (count, what) => `${count} ${what}`,
    assigned: (who, what) => `${who} assigned ${what} to you`,
    mentioned: (who, what) => `${who} mentioned you in ${what}`,
    due: (_who, what) => `Due now: ${what}`,
    changed: (who, what, { data }) =>
      data.change === 'deleted'
        ? `${who} deleted ${what}`
        : data.change === 'restored'
          ? `${who} restored ${what}`
          : `${who} changed ${what}`,
    import_completed: (_who, _what, { title, data }) =>
      `Import of ${title ?? 'a file'} finished: ${figure(data, 'created')} new, ${figure(data, 'updated')} updated, ${figure(data, 'failed')} failed`,
    import_failed: (_who, _what, { title }) => `Import of ${title ?? 'a file'} failed`,
    job_failed: (_who, _what, { data, count }) =>
      `Background work failed: ${String(data.job_kind ?? '')}${count > 1 ? ` (${count} times)` : ''}`,
    webhook_disabled: () => 'A webhook was switched off because it kept failing',
  },
  tr: {
    somebody: 'Birisi',
    open: 'Aç',
    all: 'Tüm bildirimleri gör',
    stop: 'Bu tür e-postaları durdur',
    greeting: (name) => `Merhaba ${name},`,
    closing: (company) =>
      `Bu iletiyi ${company} içindeki bildirim ayarlarınız nedeniyle alıyorsunuz.`,
    digest: (company) => `${company}: yenilikler`,
    several: (count, company) => `${company}: ${count} bildirim`,
    first: (shown, total) => `${total} bildirimden ilk ${shown} tanesi:`,
    some: (count, what) => `${count} kayıt (${what})`,
    assigned: (who, what) => `${who} size atadı: ${what}`,
    mentioned: (who, what) => `${who} sizden söz etti: ${what}`,
    due: (_who, what) => `Vakti geldi: ${what}`,
    changed: (who, what, { data }) =>
      data.change === 'deleted'
        ? `${who} sildi: ${what}`
        : data.change === 'restored'
          ? `${who} geri getirdi: ${what}`
          : `${who} değiştirdi: ${what}`,
    import_completed: (_who, _what, { title, data }) =>
      `${title ?? 'Dosya'} içe aktarıldı: ${figure(data, 'created')} yeni, ${figure(data, 'updated')} güncellenen, ${figure(data, 'failed')} hatalı`,
    import_failed: (_who, _what, { title }) => `${title ?? 'Dosya'} içe aktarılamadı`,
    job_failed: (_who, _what, { data, count }) =>
      `Arka plan işi başarısız oldu: ${String(data.job_kind ?? '')}${count > 1 ? ` (${count} kez)` : ''}`,
    webhook_disabled: () => 'Sürekli başarısız olduğu için bir webhook kapatıldı',
  },
};
