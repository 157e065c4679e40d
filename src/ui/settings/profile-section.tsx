'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Monitor, Moon, Sun } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSession } from '@/ui/data/session';
import { TextField } from '@/ui/data/text-field';
import { useSetting } from '@/ui/data/use-setting';
import { useSubmit } from '@/ui/data/use-submit';
import { Avatar } from '@/ui/primitives/avatar';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { Combobox } from '@/ui/primitives/combobox';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import { toast } from '@/ui/primitives/toast';
import { useTheme } from '@/ui/shell/browser-preferences';
import { isLanguage } from '@/ui/shell/preferences';
import { useChangeLanguage, useChangeTheme } from '@/ui/shell/use-preferences';
import { PasswordForm } from './password-form';
import { timeZoneOptions } from './regions';
import { Section } from './section';

export function ProfileSection() {
  const t = useTranslations('profile');
  return (
    <>
      <Section title={t('title')}>
        <Identity />
      </Section>
      <Section title={t('looks_title')}>
        <Looks />
      </Section>
      <Section title={t('password_title')} description={t('password_text')}>
        <PasswordForm />
      </Section>
    </>
  );
}

function Identity() {
  const t = useTranslations('profile');
  const { user } = useSession();
  const client = useQueryClient();
  const verify = useSetting([keys.session]);
  const form = useSubmit(async (values) => {
    await api('PATCH', '/profile', values);
    await client.invalidateQueries({ queryKey: keys.session });
    toast(t('saved'));
  });
  return (
    <form
      method="post"
      noValidate
      onSubmit={form.onSubmit}
      className="flex max-w-md flex-col gap-4"
    >
      <div className="flex items-center gap-3">
        <Avatar size="xl" name={user.name} id={user.id} src={user.avatar_url} />
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <span className="truncate">{user.email}</span>
            <Badge color={user.email_verified ? 'green' : 'amber'}>
              {t(user.email_verified ? 'verified' : 'unverified')}
            </Badge>
          </p>
          {user.email_verified ? null : (
            <Button
              variant="link"
              size="bare"
              busy={verify.isPending}
              onClick={() =>
                verify.mutate({
                  method: 'POST',
                  path: '/auth/verify-email',
                  body: {},
                  message: t('verification_sent'),
                })
              }
            >
              {t('send_verification')}
            </Button>
          )}
        </div>
      </div>
      <FormFailure message={form.failure} />
      <TextField
        form={form}
        label={t('name')}
        name="name"
        defaultValue={user.name}
        autoComplete="name"
        required
      />
      <Button
        type="submit"
        variant="primary"
        className="self-start"
        busy={form.busy}
        disabled={!form.ready}
      >
        {t('save')}
      </Button>
    </form>
  );
}

function Looks() {
  const t = useTranslations('profile');
  const { user, company } = useSession();
  const language = useLocale();
  const theme = useTheme();
  const changeTheme = useChangeTheme();
  const changeLanguage = useChangeLanguage();
  const change = useSetting([keys.session]);
  const zones = useMemo(timeZoneOptions, []);
  return (
    <div className="flex max-w-md flex-col gap-4">
      <div className="flex flex-col gap-1.5">
        <span className="font-medium text-muted-foreground text-xs">{t('theme')}</span>
        <SegmentedControl
          aria-label={t('theme')}
          value={theme}
          onValueChange={changeTheme}
          className="self-start"
          options={[
            { value: 'system', label: t('theme_system'), icon: <Monitor aria-hidden /> },
            { value: 'light', label: t('theme_light'), icon: <Sun aria-hidden /> },
            { value: 'dark', label: t('theme_dark'), icon: <Moon aria-hidden /> },
          ]}
        />
      </div>
      <div className="flex flex-col gap-1.5">
        <span className="font-medium text-muted-foreground text-xs">{t('language')}</span>
        <SegmentedControl
          aria-label={t('language')}
          value={isLanguage(language) ? language : 'en'}
          onValueChange={changeLanguage}
          className="self-start"
          options={[
            { value: 'en', label: 'English' },
            { value: 'tr', label: 'Türkçe' },
          ]}
        />
      </div>
      <FormField label={t('time_zone')} hint={t('time_zone_hint', { zone: company.time_zone })}>
        {(control) => (
          <Combobox
            {...control}
            clearable
            value={user.time_zone}
            options={zones}
            placeholder={t('time_zone_company')}
            onValueChange={(zone) =>
              change.mutate({
                method: 'PATCH',
                path: '/profile',
                body: { time_zone: zone },
                message: t('saved'),
              })
            }
          />
        )}
      </FormField>
    </div>
  );
}
