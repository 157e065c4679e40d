'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { keys } from '@/ui/data/keys';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Select } from '@/ui/primitives/select';
import { ShowOnce, untilDone } from '../show-once';
import type { ApiKey } from './api-key-row';

/** Hours for which the old secret works on. */
const overlaps = ['0', '1', '24', '168'] as const;

/** Gives a key a new secret and shows it this once. */
export function RotateDialog({ apiKey, onClose }: { apiKey: ApiKey | null; onClose: () => void }) {
  const t = useTranslations('api_keys');
  const client = useQueryClient();
  const errorText = useErrorText();
  const [hours, setHours] = useState<(typeof overlaps)[number]>('24');
  const [secret, setSecret] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const close = () => {
    setSecret(null);
    setFailure(null);
    onClose();
  };
  const rotate = async () => {
    setBusy(true);
    try {
      const { data } = await api<{ key: string }>('POST', `/api-keys/${apiKey?.id}/rotate`, {
        overlap_hours: Number(hours),
      });
      setSecret(data.key);
      await client.invalidateQueries({ queryKey: keys.apiKeys });
    } catch (error) {
      setFailure(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog open={apiKey !== null} onOpenChange={(open) => !open && close()}>
      <DialogContent
        {...(secret ? untilDone : {})}
        title={secret ? t('made_title') : t('rotate_title', { name: apiKey?.name ?? '' })}
        description={secret ? t('made_text') : t('rotate_text')}
      >
        {secret ? (
          <ShowOnce label={t('key')} value={secret} onDone={close} />
        ) : (
          <div className="flex flex-col gap-4">
            <FormFailure message={failure} />
            <FormField label={t('overlap')}>
              {(control) => (
                <Select
                  {...control}
                  value={hours}
                  onValueChange={setHours}
                  options={overlaps.map((one) => ({ value: one, label: t(`overlap_${one}`) }))}
                />
              )}
            </FormField>
            <Button
              variant="primary"
              className="self-end"
              busy={busy}
              onClick={() => void rotate()}
            >
              {t('rotate_action')}
            </Button>
          </div>
        )}
      </DialogContent>
    </Dialog>
  );
}
