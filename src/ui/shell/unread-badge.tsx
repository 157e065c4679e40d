import { useTranslations } from 'next-intl';
import { cn } from '@/ui/primitives/cn';

/** How many things behind a navigation entry were not read; nothing when there are none. */
export function UnreadBadge({ count = 0, className }: { count?: number; className?: string }) {
  const t = useTranslations('shell');
  if (count === 0) return null;
  return (
    <span
      className={cn(
        'inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-primary px-1 font-semibold text-2xs text-primary-foreground leading-none tabular-nums',
        className,
      )}
    >
      <span aria-hidden>{count > 99 ? '99+' : count}</span>
      <span className="sr-only">{t('unread', { count })}</span>
    </span>
  );
}
