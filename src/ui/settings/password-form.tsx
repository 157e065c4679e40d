'use client';

import { useTranslations } from 'next-intl';
import { PasswordField } from '@/ui/auth/password-field';
import { api } from '@/ui/data/api';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FormFailure } from '@/ui/primitives/form-failure';
import { toast } from '@/ui/primitives/toast';

/** Changes the password; every other session of the person ends. */
export function PasswordForm() {
  const t = useTranslations('profile');
  const form = useSubmit(async (values, element) => {
    await api('POST', '/auth/password', values);
    element.reset();
    toast(t('password_changed'));
  });
  return (
    <form
      method="post"
      noValidate
      onSubmit={form.onSubmit}
      className="flex max-w-md flex-col gap-4"
    >
      <FormFailure message={form.failure} />
      <PasswordField
        label={t('current_password')}
        name="current_password"
        error={form.errors.current_password}
        onChange={() => form.clear('current_password')}
      />
      <PasswordField
        fresh
        label={t('new_password')}
        hint={t('password_hint')}
        error={form.errors.password}
        onChange={() => form.clear('password')}
      />
      <Button type="submit" className="self-start" busy={form.busy} disabled={!form.ready}>
        {t('change_password')}
      </Button>
    </form>
  );
}
