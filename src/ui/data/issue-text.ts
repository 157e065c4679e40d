'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { Issue } from '@/core/shape/errors';
import { isApiError } from './api-error';

/** What is wrong with a value, in the language of the page: by its code, else in the words of the API. */
export function useIssueText(): (issue: Issue) => string {
  const t = useTranslations('issues');
  return useCallback((issue) => (t.has(`${issue.code}`) ? t(`${issue.code}`) : issue.message), [t]);
}

/** Why a request failed as a whole, in the language of the page where the code alone says it. */
export function useErrorText(): (error: unknown) => string {
  const t = useTranslations('codes');
  const issueText = useIssueText();
  return useCallback(
    (error) => {
      if (!isApiError(error)) return t('internal');
      if (t.has(`${error.code}`)) return t(`${error.code}`);
      const [first] = error.issues;
      return first ? issueText(first) : error.message;
    },
    [t, issueText],
  );
}
