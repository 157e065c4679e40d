'use client';

import { CircleCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ViewSwitch } from '@/ui/patterns/board/view-switch';
import { FilterButton } from '@/ui/patterns/filters/filter-bar';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { SearchBox } from '@/ui/patterns/table/search-box';
import type { ListAddress, ListAddressChange } from '@/ui/patterns/use-list-address';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { numberFormat } from '@/ui/primitives/intl';
import { Select } from '@/ui/primitives/select';
import { navigate } from '@/ui/shell/navigation';
import { ObjectIcon } from '@/ui/shell/object-icon';
import { PageHeader } from '@/ui/shell/page-header';
import { type Grouping, groupings } from './groupings';
import type { Pipeline } from './use-pipelines';

interface Props {
  scope: ObjectScope;
  phone: boolean;
  address: ListAddress;
  setAddress: (change: ListAddressChange, options?: { replace?: boolean }) => void;
  /** Deals on the board; null while it is not known. */
  total: number | null;
  pipelines: readonly Pipeline[];
  pipeline: string | null;
  grouping: Grouping;
  onGrouping: (next: Grouping) => void;
  selecting: boolean;
  onSelecting: (next: boolean) => void;
}

/** Goes to the card Tab would come to. */
const focusCard = () => document.querySelector<HTMLElement>('[data-card][tabindex="0"]')?.focus();

/** What stands above the board: view, pipeline, search and filter. */
export function BoardBar(props: Props) {
  const { scope, phone, address, setAddress, total, pipelines, pipeline, selecting } = props;
  const t = useTranslations('board');
  const words = useTranslations('list');
  const { tag } = useLocaleInfo();
  const label = scope.object.label_plural[scope.language];
  const choosePipeline =
    pipelines.length > 1 ? (
      <Select
        aria-label={t('pipeline')}
        className="w-44 max-md:w-full"
        value={pipeline}
        options={pipelines.map(({ id, title }) => ({ value: id, label: title }))}
        onValueChange={(id) => {
          const search = new URLSearchParams(window.location.search);
          search.set('pipeline', id);
          navigate(`${window.location.pathname}?${search}`);
        }}
      />
    ) : null;
  return (
    <>
      <PageHeader
        title={label}
        icon={<ObjectIcon name={scope.object.icon} />}
        detail={total === null ? null : numberFormat(tag, {}).format(total)}
        actions={
          <>
            {phone ? (
              <Button
                variant="ghost"
                size="icon"
                aria-label={words('select')}
                aria-pressed={selecting}
                onClick={() => props.onSelecting(!selecting)}
              >
                <CircleCheck aria-hidden className={selecting ? 'text-primary-text' : ''} />
              </Button>
            ) : null}
            <ViewSwitch object={scope.object.name} phone={phone} />
            {scope.can('create') && !phone ? (
              <Button variant="primary" onClick={() => setAddress({ isNew: true })}>
                {words('new_named', {
                  name: scope.object.label[scope.language].toLocaleLowerCase(scope.language),
                })}
              </Button>
            ) : null}
          </>
        }
      />
      <div className="flex shrink-0 items-center gap-2 border-b px-4 py-2 max-md:gap-0 max-md:px-3">
        <SearchBox
          value={address.q}
          label={words('search_in', {
            // In Turkish the name stands first.
            name: scope.language === 'tr' ? label : label.toLocaleLowerCase('en'),
          })}
          onSearch={(q) => setAddress({ q }, { replace: true })}
          onEnter={focusCard}
        />
        <FilterButton
          scope={scope}
          filter={address.filter}
          onFilter={(filter) => setAddress({ filter }, { replace: true })}
          phone={phone}
        />
        <span className="flex-1 max-md:hidden" />
        <Select
          aria-label={t('group_by')}
          className="w-36 max-md:w-28 max-md:shrink-0"
          value={props.grouping}
          options={groupings.map((value) => ({
            value,
            label: phone ? t(`group_${value}`) : t(`by_${value}`),
          }))}
          onValueChange={props.onGrouping}
        />
        {phone ? null : choosePipeline}
      </div>
      {phone && choosePipeline ? (
        <div className="shrink-0 border-b px-3 py-2">{choosePipeline}</div>
      ) : null}
    </>
  );
}
