'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText } from '@/ui/data/issue-text';
import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { ErrorState } from '@/ui/primitives/error-state';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { toast } from '@/ui/primitives/toast';
import { untilDone } from '../show-once';
import { EnrolTotp } from './enrol-totp';
import { RecoveryCodes } from './recovery-codes';
import { useSecondFactor } from './use-second-factor';

/** The authenticator app and its recovery codes: on, off, anew. */
export function Authenticator() {
  const t = useTranslations('security');
  const loading = useTranslations('primitives')('loading');
  const errorText = useErrorText();
  const query = useSecondFactor();
  const change = useSetting([keys.secondFactor, keys.session]);
  const [enrolling, setEnrolling] = useState(false);
  const [ending, setEnding] = useState(false);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (query.isError)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-8" />;
  if (!query.data)
    return (
      <Loading label={loading}>
        <Skeleton className="h-8 w-60" />
      </Loading>
    );
  const { totp, recovery_codes, by_sso } = query.data.data;
  const renew = async () => {
    try {
      const { data } = await api<{ recovery_codes: string[] }>('POST', '/auth/recovery-codes', {});
      setCodes(data.recovery_codes);
      await query.refetch();
    } catch (error) {
      if (!isApiError(error)) throw error;
      toast.error(errorText(error));
    }
  };
  const end = () => {
    setEnding(false);
    change.mutate({ method: 'DELETE', path: '/auth/totp', message: t('totp_ended') });
  };
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <Badge color={totp ? 'green' : 'grey'}>{totp ? t('on') : t('off')}</Badge>
        {totp ? t('codes_left', { count: recovery_codes }) : null}
      </p>
      {by_sso ? null : totp ? (
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => void renew()}>{t('new_codes')}</Button>
          <Button onClick={() => setEnding(true)}>{t('totp_end')}</Button>
        </div>
      ) : (
        <Button variant="primary" onClick={() => setEnrolling(true)}>
          {t('totp_start')}
        </Button>
      )}
      <Dialog open={enrolling} onOpenChange={setEnrolling}>
        <DialogContent {...untilDone} title={t('totp_start')}>
          <EnrolTotp onDone={() => setEnrolling(false)} />
        </DialogContent>
      </Dialog>
      <Dialog open={codes !== null} onOpenChange={(open) => open || setCodes(null)}>
        <DialogContent {...untilDone} title={t('codes_title')} description={t('codes_text')}>
          <RecoveryCodes codes={codes ?? []} onDone={() => setCodes(null)} />
        </DialogContent>
      </Dialog>
      <ConfirmDialog
        danger
        open={ending}
        onOpenChange={setEnding}
        title={t('totp_end')}
        description={t('totp_end_text')}
        action={t('totp_end_action')}
        onConfirm={end}
      />
    </div>
  );
}
