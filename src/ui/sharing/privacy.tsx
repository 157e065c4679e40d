'use client';

import { Lock } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';
import { Switch } from '@/ui/primitives/switch';
import { accessKey } from './types';

interface Props {
  object: string;
  id: string;
  on: boolean;
  mayChange: boolean;
}

/** Whether a record is kept from everybody but its owner and whom it is shared with. */
export function Privacy({ object, id, on, mayChange }: Props) {
  const t = useTranslations('sharing');
  const text = useId();
  const change = useSetting([accessKey(object, id), keys.object(object)]);
  return (
    <div className="flex items-center gap-3 border-b p-4 text-sm">
      <Lock aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{t('private')}</span>
        <span id={text} className="block text-muted-foreground text-xs">
          {t('private_text')}
        </span>
      </span>
      <Switch
        aria-label={t('private')}
        aria-describedby={text}
        checked={on}
        disabled={!mayChange || change.isPending}
        onCheckedChange={(next) =>
          change.mutate({
            method: 'PATCH',
            path: `/${object}/${id}`,
            body: { private: next },
            message: t(next ? 'made_private' : 'made_open'),
          })
        }
      />
    </div>
  );
}
