'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText, useIssueText } from '@/ui/data/issue-text';
import { toast } from '@/ui/primitives/toast';

/** Says that a field was not saved and why, with a button that tries the same again: nothing typed is lost. */
export function useRefusal(): (error: unknown, fields: string, retry: () => void) => void {
  const t = useTranslations('record');
  const errorText = useErrorText();
  const issueText = useIssueText();
  return useCallback(
    (error, fields, retry) => {
      // The query client leads a session that ended to the sign-in page.
      if (isApiError(error, 'unauthenticated')) return;
      const issue = isApiError(error) ? error.issues[0] : undefined;
      toast.error(
        t('not_saved_why', { fields, why: issue ? issueText(issue) : errorText(error) }),
        {
          duration: 12_000,
          ...(issue ? {} : { action: { label: t('try_again'), onClick: retry } }),
        },
      );
    },
    [t, errorText, issueText],
  );
}
