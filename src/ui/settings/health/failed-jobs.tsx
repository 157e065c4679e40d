'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';
import { SettingsList } from '@/ui/patterns/settings-list';
import { Button } from '@/ui/primitives/button';
import { RelativeTime } from '@/ui/primitives/time';
import { Row, Section } from '../section';

interface Job {
  id: string;
  kind: string;
  error: string | null;
  finished_at: string | null;
}

/** Work that was given up, with its reason, and another try for each. Nothing when there is none. */
export function FailedJobs({ failed }: { failed: number }) {
  const t = useTranslations('health');
  const query = useQuery({
    queryKey: [...keys.failedJobs, failed],
    queryFn: ({ signal }) =>
      api<Job[]>('GET', '/jobs?status=failed&limit=50', undefined, { signal }),
    enabled: failed > 0,
  });
  const change = useSetting([keys.healths, keys.failedJobs]);
  if (failed === 0) return null;
  return (
    <Section title={t('failed_title')} description={t('failed_text')}>
      <SettingsList query={query} empty={{ title: t('failed_none') }}>
        {(job) => (
          <Row
            key={job.id}
            title={<code className="text-xs">{job.kind}</code>}
            detail={
              <>
                {job.error}
                {job.finished_at ? (
                  <>
                    {' · '}
                    <RelativeTime value={job.finished_at} />
                  </>
                ) : null}
              </>
            }
            actions={
              <Button
                disabled={change.isPending}
                onClick={() =>
                  change.mutate({
                    method: 'POST',
                    path: '/jobs/replay',
                    body: { ids: [job.id] },
                    message: t('replayed'),
                  })
                }
              >
                {t('replay')}
              </Button>
            }
          />
        )}
      </SettingsList>
    </Section>
  );
}
