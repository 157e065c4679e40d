'use client';

import { CloudOff, Lock, RotateCw, SearchX, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { isApiError } from '@/ui/data/api-error';
import { Button } from './button';
import { EmptyState } from './empty-state';

export interface ErrorStateProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
  actions?: ReactNode;
  className?: string;
}

/** What went wrong, in words, and what to do next. Tells offline, missing rights and missing records apart. */
export function ErrorState({ error, onRetry, actions, className }: ErrorStateProps) {
  const t = useTranslations('errors');
  const kind = kindOf(error);
  const requestId = isApiError(error) ? error.request_id : null;
  return (
    <div role={kind === 'failed' ? 'alert' : undefined}>
      <EmptyState
        {...(className ? { className } : {})}
        icon={icons[kind]}
        title={t(`${kind}_title`)}
        description={
          <>
            {t(`${kind}_text`)}
            {kind === 'failed' && requestId ? (
              <span className="mt-1 block text-faint-foreground text-xs">
                {t('reference', { id: requestId })}
              </span>
            ) : null}
          </>
        }
        actions={
          <>
            {onRetry && (kind === 'failed' || kind === 'offline') ? (
              <Button onClick={onRetry}>
                <RotateCw aria-hidden />
                {t('retry')}
              </Button>
            ) : null}
            {actions}
          </>
        }
      />
    </div>
  );
}

type Kind = 'offline' | 'forbidden' | 'missing' | 'failed';

const icons: Record<Kind, ReactNode> = {
  offline: <CloudOff />,
  forbidden: <Lock />,
  missing: <SearchX />,
  failed: <TriangleAlert />,
};

function kindOf(error: unknown): Kind {
  if (isApiError(error, 'offline')) return 'offline';
  if (isApiError(error, 'forbidden')) return 'forbidden';
  if (isApiError(error, 'not_found')) return 'missing';
  return 'failed';
}
