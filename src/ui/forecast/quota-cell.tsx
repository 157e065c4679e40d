'use client';

import { Pencil } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText, useIssueText } from '@/ui/data/issue-text';
import type { RecordData } from '@/ui/data/types';
import { InlineEditor } from '@/ui/patterns/editors/inline-editor';
import { useObject } from '@/ui/patterns/object-scope';
import { formatMoney } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { toast } from '@/ui/primitives/toast';
import { type By, type Period, useSetQuota } from './use-forecast';

interface Props {
  amount: string | null;
  /** Whose; absent: not to be changed here. */
  user_id?: string | undefined;
  /** For people who do not see the table: `Quota of Ada, Q4 2026`. */
  label: string;
  by: By;
  period: Period;
}

/** A quota, edited where it stands. */
export function QuotaCell({ amount, user_id, label, by, period }: Props) {
  const t = useTranslations('forecast');
  const { currency, tag } = useLocaleInfo();
  const entry = useObject('deals').byPath.get('amount');
  const [editing, setEditing] = useState(false);
  const issueText = useIssueText();
  const errorText = useErrorText();
  const set = useSetQuota();
  const text = amount === null ? '–' : formatMoney(amount, currency, tag);
  if (!user_id || !entry)
    return <span className={amount === null ? 'text-faint-foreground' : ''}>{text}</span>;
  const store = (value: string | null) =>
    set.mutate(
      { user_id, by, from: period.start.slice(0, 7), amount: value },
      {
        onError: (error) => {
          const [issue] = isApiError(error) ? error.issues : [];
          toast.error(issue ? issueText(issue) : errorText(error));
        },
      },
    );
  if (editing)
    return (
      <span className="relative block h-8 w-32 max-md:h-11">
        <InlineEditor
          entry={entry}
          record={{ amount, currency } as unknown as RecordData}
          onDone={(change) => {
            setEditing(false);
            if (change) store(change.value as string | null);
          }}
        />
      </span>
    );
  return (
    <button
      type="button"
      aria-label={t('edit_quota', { label, amount: text })}
      onClick={() => setEditing(true)}
      className="group/quota inline-flex items-center gap-1.5 rounded-sm max-md:min-h-11"
    >
      <Pencil
        aria-hidden
        className="size-3 text-faint-foreground opacity-0 group-hover/quota:opacity-100 group-focus-visible/quota:opacity-100 max-md:opacity-100"
      />
      {set.isPending ? '…' : text}
    </button>
  );
}
