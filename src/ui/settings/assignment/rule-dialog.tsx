'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useMemo, useState } from 'react';
import type { Filter } from '@/core/shape/filter';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText, useIssueText } from '@/ui/data/issue-text';
import { FilterBuilder } from '@/ui/patterns/filters/filter-builder';
import { useFilterEntries } from '@/ui/patterns/filters/use-filter-entries';
import type { Entry } from '@/ui/patterns/model/entries';
import { fromFilter, toFilter } from '@/ui/patterns/model/filter-tree';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { FieldError, FormField } from '@/ui/primitives/field';
import { Input } from '@/ui/primitives/input';
import { TargetFields } from './target-fields';
import type { Assigned, Rule } from './use-assignment';

interface Props {
  of: Assigned;
  scope: ObjectScope;
  /** The rule to change; null for a new one, or for what happens where no rule fits. */
  rule: Rule | null;
  /** Only who gets them is asked. */
  otherwise?: boolean;
  /** Throws what the API refuses. */
  onSave: (rule: Rule) => Promise<void>;
  onClose: () => void;
}

/** What a new record says of itself; the server asks nothing else. */
const isAsked = ({ field, through, custom }: Entry): boolean =>
  !through && !field.readonly && (custom !== undefined || field.kind !== 'user');

const fresh: Rule = { name: '', filter: {}, to: { kind: 'round_robin', user_ids: [] } };

/** One rule: which records, and who gets them. */
export function RuleDialog({ of, scope, rule, otherwise = false, onSave, onClose }: Props) {
  const t = useTranslations('assignment');
  const form = useId();
  const issueText = useIssueText();
  const errorText = useErrorText();
  const { entries: all } = useFilterEntries(scope);
  const entries = useMemo(() => all.filter(isAsked), [all]);
  const start = rule ?? fresh;
  const [name, setName] = useState(start.name);
  const [tree, setTree] = useState(() =>
    fromFilter(Object.keys(start.filter).length > 0 ? (start.filter as Filter) : null),
  );
  const [to, setTo] = useState(start.to);
  const [errors, setErrors] = useState<{ name?: string; people?: string; other?: string }>({});
  const [busy, setBusy] = useState(false);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const found = {
      ...(otherwise || name.trim() !== '' ? {} : { name: t('needs_name') }),
      ...(to.kind === 'creator' || to.user_ids.length + (to.team_ids?.length ?? 0) > 0
        ? {}
        : { people: t('needs_people') }),
    };
    setErrors(found);
    if (Object.keys(found).length > 0 || busy) return;
    setBusy(true);
    try {
      await onSave({ ...start, name: name.trim(), filter: toFilter(tree) ?? {}, to });
      onClose();
    } catch (error) {
      if (!isApiError(error)) throw error;
      const [issue] = error.issues;
      setErrors({ other: issue ? issueText(issue) : errorText(error) });
      setBusy(false);
    }
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={otherwise ? t(`otherwise_${of}`) : rule ? t('edit_title') : t('new')}
        className="max-w-2xl"
        footer={
          <>
            <Button onClick={onClose}>{t('cancel')}</Button>
            <Button variant="primary" type="submit" form={form} busy={busy}>
              {t('save')}
            </Button>
          </>
        }
      >
        <form
          id={form}
          noValidate
          onSubmit={(event) => void save(event)}
          className="flex flex-col gap-4"
        >
          {errors.other ? (
            <div role="alert">
              <FieldError>{errors.other}</FieldError>
            </div>
          ) : null}
          {otherwise ? null : (
            <>
              <FormField label={t('name')} error={errors.name} required>
                {(control) => (
                  <Input
                    {...control}
                    value={name}
                    maxLength={100}
                    onChange={(event) => setName(event.target.value)}
                  />
                )}
              </FormField>
              <fieldset className="min-w-0">
                <legend className="mb-1.5 font-medium text-sm">{t(`which_${of}`)}</legend>
                <FilterBuilder entries={entries} root={tree} onRoot={setTree} />
              </fieldset>
            </>
          )}
          <TargetFields target={to} error={errors.people ?? null} onChange={setTo} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
