'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { RoleName } from '@/identity/permissions';
import { api } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { TextField } from '@/ui/data/text-field';
import type { Arrival } from '@/ui/data/types';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { arrive } from './arrive';
import { AuthHeading } from './auth-heading';
import { AuthLink } from './auth-link';
import { PasswordField } from './password-field';
import { useToken } from './use-token';

interface Preview {
  email: string;
  role: RoleName;
  company_name: string;
  inviter_name: string;
  has_account: boolean;
}

/** Joins a company: with a new account, or with the password of the one there is. */
export function Invitation() {
  const t = useTranslations('auth');
  const errorText = useErrorText();
  const token = useToken();
  const { data, error } = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => api<Preview>('POST', '/invitations/preview', { token }),
    enabled: Boolean(token),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error || token === '') {
    return (
      <>
        <AuthHeading title={t('invitation_failed_title')}>
          {error ? errorText(error) : t('link_incomplete_text')}
        </AuthHeading>
        <AuthLink href="/sign-in">{t('back_to_sign_in')}</AuthLink>
      </>
    );
  }
  if (!data || !token) {
    return (
      <Loading label={t('loading')} className="flex flex-col gap-3">
        <Skeleton className="h-6 w-2/3" />
        <Skeleton className="h-4 w-full" />
        <Skeleton className="h-10 w-full" />
      </Loading>
    );
  }
  return <AcceptForm preview={data.data} token={token} />;
}

function AcceptForm({ preview, token }: { preview: Preview; token: string }) {
  const t = useTranslations('auth');
  const form = useSubmit(async (values) => {
    const { data } = await api<Arrival>('POST', '/invitations/accept', { token, ...values });
    arrive(data);
  });
  return (
    <>
      <AuthHeading title={t('invitation_title', { company: preview.company_name })}>
        {t('invitation_text', { inviter: preview.inviter_name, email: preview.email })}
      </AuthHeading>
      <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormFailure message={form.failure} />
        <input type="email" autoComplete="username" value={preview.email} readOnly hidden />
        {preview.has_account ? null : (
          <TextField
            form={form}
            label={t('name')}
            name="name"
            autoComplete="name"
            required
            autoFocus
          />
        )}
        <PasswordField
          fresh={!preview.has_account}
          label={preview.has_account ? t('password') : t('new_password')}
          {...(preview.has_account ? {} : { hint: t('password_hint') })}
          error={form.errors.password}
          onChange={() => form.clear('password')}
        />
        <Button type="submit" variant="primary" size="lg" busy={form.busy} disabled={!form.ready}>
          {t('invitation_accept', { company: preview.company_name })}
        </Button>
      </form>
    </>
  );
}
