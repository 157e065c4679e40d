'use client';

import { Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useDeferredValue, useState } from 'react';
import { type RoleName, roles } from '@/identity/permissions';
import { SettingsList } from '@/ui/patterns/settings-list';
import { Button } from '@/ui/primitives/button';
import { matchWords } from '@/ui/primitives/fold';
import { Input } from '@/ui/primitives/input';
import { Select } from '@/ui/primitives/select';
import {
  FactorBadges,
  type FactorFilter,
  factorFilters,
  fitsFactor,
  useMemberFactors,
} from './factors';
import type { Leaving } from './handover-sheet';
import { MemberRow } from './member-row';
import { MemberTable } from './member-table';
import { type Member, memberStatuses, useAllMembers } from './use-all-members';

/** Rows that are drawn at first and with each press of the button. */
const step = 50;
/** Fewer than this are seen at a glance. */
const searchFrom = 6;

/** Members of one kind, searched and filtered in the browser: they are all there. */
export function MemberList({
  kind,
  onLeaving,
}: {
  kind: Member['kind'];
  onLeaving: (leaving: Leaving) => void;
}) {
  const t = useTranslations('members');
  const query = useAllMembers();
  const [text, setText] = useState('');
  const [status, setStatus] = useState<Member['status'] | 'all'>('active');
  const [role, setRole] = useState<RoleName | 'all'>('all');
  const [factor, setFactor] = useState<FactorFilter>('any');
  const known = useMemberFactors();
  // A program has no second factor.
  const factors = kind === 'person' ? known : null;
  const [shown, setShown] = useState(step);
  const words = useDeferredValue(text);
  const all = (query.data?.data ?? []).filter((one) => one.kind === kind);
  const found = all.filter(
    (one) =>
      (status === 'all' || one.status === status) &&
      (role === 'all' || one.role === role) &&
      fitsFactor(factor, factors?.get(one.id)) &&
      matchWords('', words, [one.name, one.email]) > 0,
  );
  const visible = { ...query, data: query.data && { ...query.data, data: found.slice(0, shown) } };
  const narrowed = words !== '' || role !== 'all' || status !== 'active' || factor !== 'any';
  return (
    <>
      {all.length >= searchFrom || all.some((one) => one.status !== 'active') || narrowed ? (
        <div className="mb-3 flex flex-wrap gap-2">
          <Input
            type="search"
            aria-label={t('search')}
            placeholder={t('search')}
            leading={<Search aria-hidden />}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="min-w-40"
          />
          <Select
            aria-label={t('filter_status')}
            value={status}
            onValueChange={setStatus}
            className="w-40"
            options={(['all', ...memberStatuses] as const).map((one) => ({
              value: one,
              label: t(`status_${one}`),
            }))}
          />
          <Select
            aria-label={t('filter_role')}
            value={role}
            onValueChange={setRole}
            className="w-40"
            options={(['all', ...roles] as const).map((one) => ({
              value: one,
              label: t(`role_${one}`),
            }))}
          />
          {factors ? (
            <Select
              aria-label={t('filter_factor')}
              value={factor}
              onValueChange={setFactor}
              className="w-48"
              options={factorFilters.map((one) => ({ value: one, label: t(`factor_${one}`) }))}
            />
          ) : null}
          <p role="status" className="w-full text-faint-foreground text-xs">
            {t('found', { count: found.length, total: all.length })}
          </p>
        </div>
      ) : null}
      <SettingsList
        query={visible as typeof query}
        frame={(rows) => <MemberTable withFactors={factors !== null}>{rows}</MemberTable>}
        empty={{
          title: narrowed ? t('none_found') : t(kind === 'person' ? 'empty' : 'services_empty'),
        }}
      >
        {(member) => (
          <MemberRow
            key={member.id}
            member={member}
            factor={factors ? <FactorBadges factors={factors.get(member.id)} /> : null}
            onLeaving={onLeaving}
          />
        )}
      </SettingsList>
      {found.length > shown ? (
        <Button className="mt-3" onClick={() => setShown(shown + step)}>
          {t('show_more', { count: found.length - shown })}
        </Button>
      ) : null}
    </>
  );
}
