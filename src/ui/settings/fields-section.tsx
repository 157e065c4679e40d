'use client';

import { useQuery } from '@tanstack/react-query';
import { Pencil, Plus, RotateCcw, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { CustomField } from '@/core/shape/custom-field';
import { uiObjects } from '@/registry.ui';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';
import { SettingsList } from '@/ui/patterns/settings-list';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/ui/primitives/tabs';
import { toast } from '@/ui/primitives/toast';
import { Tooltip } from '@/ui/primitives/tooltip';
import { useLabel } from '@/ui/shell/use-label';
import { FieldDialog } from './field-dialog';
import { Row, Section } from './section';

/** The company's own fields, object by object; removed ones can come back with their values. */
export function FieldsSection() {
  const t = useTranslations('fields');
  const label = useLabel();
  const [object, setObject] = useState(uiObjects[0]?.name ?? '');
  const [edited, setEdited] = useState<CustomField | 'new' | null>(null);
  return (
    <Section
      title={t('title')}
      description={t('text')}
      actions={
        <Button variant="primary" onClick={() => setEdited('new')}>
          <Plus aria-hidden />
          {t('new')}
        </Button>
      }
    >
      <Tabs value={object} onValueChange={setObject}>
        <TabsList aria-label={t('object')} className="mb-3">
          {uiObjects.map((one) => (
            <TabsTrigger key={one.name} value={one.name}>
              {label(one.label_plural)}
            </TabsTrigger>
          ))}
        </TabsList>
        {uiObjects.map((one) => (
          <TabsContent key={one.name} value={one.name}>
            <Fields object={one.name} onEdit={setEdited} />
            <RemovedFields object={one.name} />
          </TabsContent>
        ))}
      </Tabs>
      <FieldDialog object={object} field={edited} onClose={() => setEdited(null)} />
    </Section>
  );
}

const fieldsQuery = (object: string, deleted: boolean) => ({
  queryKey: [...keys.fields, object, deleted] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api<CustomField[]>('GET', '/fields', undefined, { query: { object, deleted }, signal }),
});

function Fields({ object, onEdit }: { object: string; onEdit: (field: CustomField) => void }) {
  const t = useTranslations('fields');
  const query = useQuery(fieldsQuery(object, false));
  const change = useSetting([keys.fields, keys.object(object)]);
  const restore = useRestore(object);
  const remove = (field: CustomField) =>
    change.mutate(
      { method: 'DELETE', path: `/fields/${field.id}`, message: null },
      {
        onSuccess: () =>
          toast(t('deleted', { name: field.label }), {
            duration: 8000,
            action: { label: t('undo'), onClick: () => restore(field) },
          }),
      },
    );
  return (
    <SettingsList query={query} empty={{ title: t('empty_title'), description: t('empty_text') }}>
      {(field) => (
        <Row
          key={field.id}
          title={
            <>
              <span className="truncate">{field.label}</span>
              {field.required ? <Badge color="amber">{t('required')}</Badge> : null}
              {field.filterable ? <Badge>{t('filterable')}</Badge> : null}
            </>
          }
          detail={
            <>
              {t(`kind_${field.kind}`)} · <code>custom.{field.key}</code>
            </>
          }
          actions={
            <>
              <Tooltip content={t('edit')}>
                <Button
                  variant="ghost"
                  size="icon"
                  aria-label={t('edit_named', { name: field.label })}
                  onClick={() => onEdit(field)}
                >
                  <Pencil aria-hidden />
                </Button>
              </Tooltip>
              <Tooltip content={t('delete')}>
                <Button
                  variant="ghost"
                  size="icon"
                  aria-label={t('delete_named', { name: field.label })}
                  onClick={() => remove(field)}
                >
                  <Trash2 aria-hidden />
                </Button>
              </Tooltip>
            </>
          }
        />
      )}
    </SettingsList>
  );
}

function RemovedFields({ object }: { object: string }) {
  const t = useTranslations('fields');
  const query = useQuery(fieldsQuery(object, true));
  const restore = useRestore(object);
  if (!query.data?.data.length) return null;
  return (
    <Section title={t('removed_title')} description={t('removed_text')} className="mt-8">
      <SettingsList query={query} empty={{ title: '' }}>
        {(field) => (
          <Row
            key={field.id}
            title={field.label}
            detail={t(`kind_${field.kind}`)}
            actions={
              <Button
                aria-label={t('restore_named', { name: field.label })}
                onClick={() => restore(field)}
              >
                <RotateCcw aria-hidden />
                {t('restore')}
              </Button>
            }
          />
        )}
      </SettingsList>
    </Section>
  );
}

function useRestore(object: string): (field: CustomField) => void {
  const t = useTranslations('fields');
  const { mutate } = useSetting([keys.fields, keys.object(object)]);
  return (field) =>
    mutate({
      method: 'POST',
      path: `/fields/${field.id}/restore`,
      body: {},
      message: t('restored', { name: field.label }),
    });
}
