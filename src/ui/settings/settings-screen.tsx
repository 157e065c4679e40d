'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type ComponentType, useEffect, useRef } from 'react';
import { ApiError } from '@/ui/data/api-error';
import { useCan } from '@/ui/data/session';
import { cn } from '@/ui/primitives/cn';
import { ErrorState } from '@/ui/primitives/error-state';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { Link, navigate } from '@/ui/shell/navigation';
import { PageHeader } from '@/ui/shell/page-header';
import { movedSections, type SettingsSection, settingsGroups, settingsSections } from './sections';

const loading = () => <SectionSkeleton />;
const sections: Record<SettingsSection, ComponentType> = {
  profile: dynamic(() => import('./profile-section').then((module) => module.ProfileSection), {
    loading,
  }),
  notifications: dynamic(
    () => import('./notifications-section').then((module) => module.NotificationsSection),
    { loading },
  ),
  security: dynamic(
    () => import('./security/security-section').then((module) => module.SecuritySection),
    { loading },
  ),
  company: dynamic(() => import('./company-section').then((module) => module.CompanySection), {
    loading,
  }),
  currencies: dynamic(
    () => import('./currencies/currencies-section').then((module) => module.CurrenciesSection),
    { loading },
  ),
  pipelines: dynamic(
    () => import('./pipelines/pipelines-section').then((module) => module.PipelinesSection),
    { loading },
  ),
  members: dynamic(
    () => import('./members/members-section').then((module) => module.MembersSection),
    {
      loading,
    },
  ),
  roles: dynamic(() => import('./roles/roles-section').then((module) => module.RolesSection), {
    loading,
  }),
  teams: dynamic(() => import('./teams/teams-section').then((module) => module.TeamsSection), {
    loading,
  }),
  'sign-in': dynamic(
    () => import('./sign-in-policy/policy-section').then((module) => module.PolicySection),
    { loading },
  ),
  fields: dynamic(() => import('./fields-section').then((module) => module.FieldsSection), {
    loading,
  }),
  'lead-assignment': dynamic(
    () => import('./assignment/assignment-section').then((module) => module.LeadAssignment),
    { loading },
  ),
  'account-assignment': dynamic(
    () => import('./assignment/assignment-section').then((module) => module.AccountAssignment),
    { loading },
  ),
  'api-keys': dynamic(
    () => import('./api-keys/api-keys-section').then((module) => module.ApiKeysSection),
    {
      loading,
    },
  ),
  apps: dynamic(() => import('./apps/apps-section').then((module) => module.AppsSection), {
    loading,
  }),
  sso: dynamic(() => import('./sso/sso-section').then((module) => module.SsoSection), {
    loading,
  }),
  webhooks: dynamic(
    () => import('./webhooks/webhooks-section').then((module) => module.WebhooksSection),
    { loading },
  ),
  audit: dynamic(() => import('./audit/audit-section').then((module) => module.AuditSection), {
    loading,
  }),
  health: dynamic(() => import('./health/health-section').then((module) => module.HealthSection), {
    loading,
  }),
};

/** Settings of the person and of the company, one page each. */
export function SettingsScreen({ section: asked }: { section: string }) {
  const t = useTranslations('settings');
  const moved = movedSections[asked];
  const section = moved ?? asked;
  useEffect(() => {
    if (moved) navigate(`/settings/${moved}`, { replace: true });
  }, [moved]);
  const can = useCan();
  const allowed = settingsSections.filter((one) => !('permission' in one) || can(one.permission));
  const nav = useRef<HTMLElement>(null);
  // On phones the row is longer than the screen, and a screen that is turned or narrowed becomes one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the section moves the mark
  useEffect(() => {
    const row = nav.current;
    if (!row) return;
    const sized = new ResizeObserver(() =>
      row
        .querySelector('[aria-current=page]')
        ?.scrollIntoView({ block: 'nearest', inline: 'center' }),
    );
    sized.observe(row);
    return () => sized.disconnect();
  }, [section]);
  const current = settingsSections.find((one) => one.name === section);
  const Section = current ? sections[current.name] : null;
  const also = current && 'also' in current && allowed.includes(current) ? current : null;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHeader
        title={t('title')}
        {...(current ? { tabTitle: t(`section_${current.name}`) } : {})}
      />
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        <nav
          ref={nav}
          aria-label={t('title')}
          className="flex shrink-0 gap-1 overflow-x-auto border-b px-2 py-1 scrollbar-none md:w-48 md:flex-col md:gap-0.5 md:overflow-y-auto md:border-r md:border-b-0 md:py-3"
        >
          {settingsGroups.map((group) => (
            <div
              key={group}
              // Of some groups everything is somebody else's.
              className="flex gap-1 has-[p:last-child]:hidden md:mb-3 md:flex-col md:gap-0.5"
            >
              <p className="px-2 py-1 text-faint-foreground text-xs max-md:hidden">
                {t(`group_${group}`)}
              </p>
              {allowed
                .filter((one) => one.group === group)
                .map((one) => (
                  <Link
                    key={one.name}
                    href={`/settings/${one.name}`}
                    aria-current={one.name === section ? 'page' : undefined}
                    className={cn(
                      'flex h-8 items-center whitespace-nowrap rounded-md px-2 text-muted-foreground text-sm hover:bg-hover hover:text-foreground max-md:h-11 max-md:px-3',
                      'aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-foreground',
                    )}
                  >
                    {t(`section_${one.name}`)}
                  </Link>
                ))}
            </div>
          ))}
        </nav>
        <div className="min-h-0 flex-1 overflow-y-auto">
          <div
            className={cn(
              'px-8 py-6 max-md:px-4 max-md:py-4',
              // Tables need their room.
              section === 'roles' || section === 'members' ? 'max-w-5xl' : 'max-w-3xl',
            )}
          >
            {Section && allowed.some((one) => one.name === section) ? (
              <Section key={section} />
            ) : (
              <ErrorState
                error={
                  new ApiError({
                    code: Section ? 'forbidden' : 'not_found',
                    status: 404,
                    message: '',
                  })
                }
              />
            )}
            {also && allowed.some((one) => one.name === also.also) ? (
              <p className="mt-8 text-muted-foreground text-sm">
                {t.rich(`also_${also.name}`, {
                  link: (words) => (
                    <Link
                      href={`/settings/${also.also}`}
                      className="text-primary-text underline underline-offset-2"
                    >
                      {words}
                    </Link>
                  ),
                })}
              </p>
            ) : null}
          </div>
        </div>
      </div>
    </div>
  );
}

function SectionSkeleton() {
  const t = useTranslations('primitives');
  return (
    <Loading label={t('loading')} className="flex max-w-md flex-col gap-4">
      <Skeleton className="h-6 w-40" />
      <Skeleton className="h-8" />
      <Skeleton className="h-8" />
      <Skeleton className="h-8" />
    </Loading>
  );
}
