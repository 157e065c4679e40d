'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { renderSVG } from 'uqr';
import { AuthLink } from '@/ui/auth/auth-link';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { CopyLine } from '../sso/copy-line';
import { RecoveryCodes } from './recovery-codes';

/** Shows the secret as a picture and as text, takes the first code and then shows the recovery codes. */
export function EnrolTotp({ onDone }: { onDone: () => void }) {
  const t = useTranslations('security');
  const loading = useTranslations('primitives')('loading');
  const client = useQueryClient();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  // Once: another secret meanwhile would make worthless what was scanned.
  const offer = useMutation({
    mutationFn: () => api<{ secret: string; uri: string }>('POST', '/auth/totp', {}),
  });
  const { mutate } = offer;
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    mutate();
  }, [mutate]);
  const form = useSubmit(async ({ code }) => {
    const { data } = await api<{ recovery_codes: string[] }>('POST', '/auth/totp/confirm', {
      code,
    });
    setCodes(data.recovery_codes);
    await client.invalidateQueries({ queryKey: keys.secondFactor });
  });
  if (codes)
    return (
      <div className="flex flex-col gap-3">
        <p className="text-sm">
          <strong className="font-medium">{t('totp_started')}</strong> {t('codes_text')}
        </p>
        <RecoveryCodes codes={codes} onDone={onDone} />
      </div>
    );
  if (offer.isError)
    return <ErrorState error={offer.error} onRetry={() => mutate()} className="py-4" />;
  if (!offer.data)
    return (
      <Loading label={loading}>
        <Skeleton className="mx-auto size-44" />
      </Loading>
    );
  const { secret, uri } = offer.data.data;
  const picture = `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(uri))}`;
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <p className="text-muted-foreground text-sm">{t('enrol_text')}</p>
      {/* biome-ignore lint/performance/noImgElement: drawn here, so there is nothing to optimise */}
      <img src={picture} alt={t('qr_code')} className="mx-auto size-44 rounded-md bg-white" />
      <p className="text-sm md:hidden">
        <AuthLink href={uri}>{t('open_app')}</AuthLink>
      </p>
      <CopyLine label={t('secret')} value={secret} />
      <FormFailure message={form.failure} />
      <TextField
        form={form}
        label={t('code')}
        hint={t('code_hint')}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
      />
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={form.busy}
        disabled={!form.ready}
      >
        {t('switch_on')}
      </Button>
    </form>
  );
}
