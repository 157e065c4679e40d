import type { Metadata } from 'next';
import { MeetingAnswer } from '@/ui/meetings/meeting-answer';

export const metadata: Metadata = { robots: { index: false }, referrer: 'no-referrer' };

/** What somebody who is invited sees of a meeting; the token stands behind `#` and never reaches this server with the page. */
export default function Page() {
  return <MeetingAnswer />;
}
