'use client';

import { useMutation } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { LinkPage, LinkSheet } from '@/ui/links/link-page';
import { type LinkCompany, useOpenedLink } from '@/ui/links/use-opened-link';
import { dayIn } from '@/ui/patterns/values/calendar';
import { formatClock, formatLongDay } from '@/ui/patterns/values/format';
import { PlainText } from '@/ui/patterns/values/plain-text';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { stateColors } from './states';

interface ShownMeeting {
  readonly subject: string;
  readonly start: string;
  readonly end: string;
  readonly all_day: boolean;
  readonly time_zone: string;
  readonly location: string | null;
  readonly meeting_url: string | null;
  readonly agenda: string | null;
  readonly organizer: string | null;
  readonly company: LinkCompany;
  readonly email: string;
  readonly state: keyof typeof stateColors;
  readonly open: boolean;
}

const answers = ['accepted', 'tentative', 'declined'] as const;

/** An invitation as who is invited sees it, in the colour of the company; nothing else of Ambit. */
export function MeetingAnswer() {
  const t = useTranslations('meeting');
  const link = useOpenedLink<ShownMeeting>('/meeting-links/open');
  return (
    <LinkPage
      link={link}
      className="max-w-xl"
      words={{
        loading: t('loading'),
        gone_title: t('gone_title'),
        gone_text: t('gone_text'),
      }}
    >
      {(meeting, token) => <Meeting meeting={meeting} token={token} onAnswered={link.answered} />}
    </LinkPage>
  );
}

function Meeting({
  meeting,
  token,
  onAnswered,
}: {
  meeting: ShownMeeting;
  token: string;
  onAnswered: (meeting: ShownMeeting) => void;
}) {
  const t = useTranslations('meeting');
  const errorText = useErrorText();
  const language = useLocale();
  const answer = useMutation({
    mutationFn: (reply: string) =>
      api<ShownMeeting>('POST', '/meeting-links/answer', { token, answer: reply }),
    onSuccess: ({ data }) => onAnswered(data),
  });
  const facts = [
    [t('when'), whenText(meeting, language)],
    [t('place'), meeting.location],
    [t('organizer'), meeting.organizer],
    [t('invited'), meeting.email],
  ].filter(([, value]) => value);
  return (
    <LinkSheet
      company={meeting.company}
      title={meeting.subject}
      state={<Badge color={stateColors[meeting.state]}>{t(`state_${meeting.state}`)}</Badge>}
    >
      <dl className="flex flex-col gap-3">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt className="text-faint-foreground text-xs">{label}</dt>
            <dd className="break-words font-medium">{value}</dd>
          </div>
        ))}
        {meeting.meeting_url ? (
          <div>
            <dt className="text-faint-foreground text-xs">{t('call')}</dt>
            <dd className="break-all">
              <a
                href={meeting.meeting_url}
                rel="noreferrer"
                className="text-primary-text underline underline-offset-4"
              >
                {meeting.meeting_url}
              </a>
            </dd>
          </div>
        ) : null}
      </dl>
      {meeting.agenda ? (
        <p className="whitespace-pre-wrap break-words text-muted-foreground">
          <PlainText text={meeting.agenda} />
        </p>
      ) : null}
      {answer.error ? (
        <p role="alert" className="text-danger">
          {errorText(answer.error)}
        </p>
      ) : null}
      {meeting.open ? (
        <fieldset className="flex flex-wrap gap-2 border-t pt-6">
          <legend className="sr-only">{t('question')}</legend>
          {answers.map((reply) => (
            <Button
              key={reply}
              size="lg"
              variant={reply === 'accepted' ? 'primary' : 'secondary'}
              aria-pressed={meeting.state === reply}
              busy={answer.isPending && answer.variables === reply}
              onClick={() => answer.mutate(reply)}
            >
              {t(`answer_${reply}`)}
            </Button>
          ))}
        </fieldset>
      ) : null}
      <p role="status" className="rounded-md bg-surface p-3 empty:hidden">
        {meeting.state === 'waiting' && meeting.open
          ? ''
          : meeting.open
            ? t(`thanks_${meeting.state}`)
            : t('over')}
      </p>
    </LinkSheet>
  );
}

/** On the clocks of the company, and says so: whoever is invited may live elsewhere, and their calendar knows. */
function whenText({ start, end, all_day, time_zone }: ShownMeeting, tag: string): string {
  const days = [dayIn(new Date(start), time_zone), dayIn(new Date(Date.parse(end) - 1), time_zone)];
  const [first = '', last = ''] = days.map((day) => formatLongDay(day, tag));
  if (all_day) return first === last ? first : `${first} – ${last}`;
  const clock = (instant: string) => formatClock(new Date(instant), tag, time_zone);
  const until = first === last ? clock(end) : `${last} ${clock(end)}`;
  return `${first} ${clock(start)} – ${until} (${time_zone})`;
}
