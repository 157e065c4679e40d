'use client';

import { SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/ui/primitives/button';
import { EmptyState } from '@/ui/primitives/empty-state';
import { useTabTitle } from './page-header';

/** No page has this address. */
export function MissingPage() {
  const t = useTranslations('shell');
  useTabTitle(t('missing_page_title'));
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        icon={<SearchX />}
        title={t('missing_page_title')}
        titleAs="h1"
        description={t('missing_page_text')}
        actions={
          <Button asChild variant="primary">
            <a href="/">{t('back_to_work')}</a>
          </Button>
        }
      />
    </main>
  );
}
