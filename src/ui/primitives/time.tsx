'use client';

import { useFormatter, useNow } from 'next-intl';

export interface RelativeTimeProps {
  /** ISO instant. */
  value: string;
  className?: string;
}

/** `3 hours ago`, the exact time on hover. Moves on every minute. */
export function RelativeTime({ value, className }: RelativeTimeProps) {
  const format = useFormatter();
  const now = useNow({ updateInterval: 60_000 });
  const date = new Date(value);
  // A clock that is ahead by seconds must not say "in 3 seconds".
  const ahead = date.getTime() - now.getTime();
  const shown = ahead > 0 && ahead < 60_000 ? now : date;
  return (
    <time
      dateTime={value}
      title={format.dateTime(date, { dateStyle: 'medium', timeStyle: 'short' })}
      className={className}
    >
      {format.relativeTime(shown, now)}
    </time>
  );
}
