'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSession } from '@/ui/data/session';
import { TextField } from '@/ui/data/text-field';
import { useSetting } from '@/ui/data/use-setting';
import { useSubmit } from '@/ui/data/use-submit';
import { Rows } from '@/ui/patterns/settings-list';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent, DialogTrigger } from '@/ui/primitives/dialog';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Select } from '@/ui/primitives/select';
import { toast } from '@/ui/primitives/toast';
import { Tooltip } from '@/ui/primitives/tooltip';
import { Row, Section } from '../section';
import { useRemoval } from '../use-removal';
import { CopyLine } from './copy-line';
import type { Connection, Domain, Sso } from './types';

/** Mail domains of the company. Only proved ones lead to a provider. */
export function Domains({ sso: { domains, connections } }: { sso: Sso }) {
  const t = useTranslations('sso');
  return (
    <Section
      title={t('domains')}
      description={t('domains_text')}
      actions={<NewDomain connections={connections} />}
    >
      {domains.length > 0 ? (
        <Rows>
          {domains.map((domain) => (
            <DomainRow
              key={domain.id}
              domain={domain}
              provider={connections.find(({ id }) => id === domain.connection_id)?.name ?? ''}
            />
          ))}
        </Rows>
      ) : null}
    </Section>
  );
}

function DomainRow({ domain, provider }: { domain: Domain; provider: string }) {
  const t = useTranslations('sso');
  const { user } = useSession();
  const change = useSetting([keys.sso]);
  const removal = useRemoval([keys.sso]);
  const { id, connection_id, record, verified_at } = domain;
  const name = domain.domain;
  const verify = (without_record: boolean) =>
    change.mutate({
      method: 'POST',
      path: `/sso/domains/${id}/verify`,
      body: { without_record },
      message: t('verified', { name }),
    });
  const remove = () =>
    removal({
      path: `/sso/domains/${id}`,
      message: t('domain_removed', { name }),
      undo: {
        method: 'POST',
        path: '/sso/domains',
        body: { connection_id, domain: name },
        message: t('domain_restored', { name }),
      },
    });
  return (
    <Row
      title={
        <>
          <span className="truncate">{name}</span>
          <Badge color={verified_at ? 'green' : 'amber'}>
            {verified_at ? t('proved') : t('unproved')}
          </Badge>
        </>
      }
      detail={
        verified_at ? (
          provider
        ) : (
          <div className="mt-1 flex flex-col gap-2">
            <p>{t('record_text')}</p>
            <CopyLine label={t('record_name')} value={record.name} />
            <CopyLine label={t('record_value')} value={record.value} />
          </div>
        )
      }
      actions={
        <>
          {verified_at ? null : (
            <Button busy={change.isPending} onClick={() => verify(false)}>
              {t('verify')}
            </Button>
          )}
          {verified_at || !user.is_operator ? null : (
            <Button disabled={change.isPending} onClick={() => verify(true)}>
              {t('verify_operator')}
            </Button>
          )}
          <Tooltip content={t('remove')}>
            <Button
              variant="ghost"
              size="icon"
              aria-label={t('remove_named', { name })}
              onClick={remove}
            >
              <Trash2 aria-hidden />
            </Button>
          </Tooltip>
        </>
      }
    />
  );
}

function NewDomain({ connections }: { connections: readonly Connection[] }) {
  const t = useTranslations('sso');
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>
          <Plus aria-hidden />
          {t('new_domain')}
        </Button>
      </DialogTrigger>
      <DialogContent title={t('new_domain')} description={t('new_domain_text')}>
        <DomainForm connections={connections} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function DomainForm({
  connections,
  onDone,
}: {
  connections: readonly Connection[];
  onDone: () => void;
}) {
  const t = useTranslations('sso');
  const client = useQueryClient();
  const [connection, setConnection] = useState(connections[0]?.id ?? null);
  const form = useSubmit(async ({ domain = '' }) => {
    await api('POST', '/sso/domains', { connection_id: connection, domain });
    await client.invalidateQueries({ queryKey: keys.sso });
    toast(t('domain_added', { name: domain }));
    onDone();
  });
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure message={form.failure} />
      <TextField
        form={form}
        label={t('domain')}
        name="domain"
        placeholder="example.com"
        autoComplete="off"
        required
      />
      <FormField label={t('provider')} error={form.errors.connection_id}>
        {(control) => (
          <Select
            {...control}
            value={connection}
            onValueChange={setConnection}
            options={connections.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
      </FormField>
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={form.busy}
        disabled={!form.ready}
      >
        {t('add')}
      </Button>
    </form>
  );
}
