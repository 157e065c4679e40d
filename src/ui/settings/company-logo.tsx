'use client';

import { useQueryClient } from '@tanstack/react-query';
import { ImageUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { api } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText } from '@/ui/data/issue-text';
import { keys } from '@/ui/data/keys';
import { useCan, useSession } from '@/ui/data/session';
import { Button } from '@/ui/primitives/button';
import { FormFailure } from '@/ui/primitives/form-failure';

const types = 'image/png,image/jpeg,image/webp';

/** The logo of the company: shown, given and taken away at once. */
export function CompanyLogo() {
  const t = useTranslations('company');
  const errorText = useErrorText();
  const client = useQueryClient();
  const { company } = useSession();
  const locked = !useCan()('company:update');
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const change = async (send: () => Promise<unknown>) => {
    setBusy(true);
    setFailure(null);
    try {
      await send();
      await client.invalidateQueries({ queryKey: keys.session });
    } catch (error) {
      setFailure(isApiError(error, 'unsupported_type') ? t('logo_type') : errorText(error));
    } finally {
      setBusy(false);
    }
  };
  const upload = (file: File) => {
    const form = new FormData();
    form.append('file', file);
    return change(() => api('POST', '/company/logo', form));
  };
  return (
    <div className="flex max-w-md flex-col items-start gap-3">
      {company.logo_url ? (
        // biome-ignore lint/performance/noImgElement: served with the rights of the caller, so nothing may be kept of it
        <img
          src={company.logo_url}
          alt={t('logo_of', { name: company.name })}
          className="max-h-16 max-w-64 rounded-md border bg-white object-contain p-2"
        />
      ) : (
        <p className="text-faint-foreground text-sm">{t('logo_none')}</p>
      )}
      <FormFailure message={failure} />
      {locked ? null : (
        <div className="flex flex-wrap gap-2">
          <Button busy={busy} onClick={() => input.current?.click()}>
            <ImageUp aria-hidden />
            {company.logo_url ? t('logo_replace') : t('logo_upload')}
          </Button>
          {company.logo_url ? (
            <Button
              variant="ghost"
              disabled={busy}
              onClick={() => void change(() => api('DELETE', '/company/logo'))}
            >
              {t('logo_remove')}
            </Button>
          ) : null}
          <input
            ref={input}
            type="file"
            hidden
            accept={types}
            aria-label={t('logo_upload')}
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              if (file) void upload(file);
              // The same file can be chosen again.
              target.value = '';
            }}
          />
        </div>
      )}
    </div>
  );
}
