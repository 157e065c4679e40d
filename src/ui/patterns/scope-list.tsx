'use client';

import { useTranslations } from 'next-intl';
import { type RecordVerb, recordVerbs } from '@/identity/permissions';
import { uiObjects } from '@/registry.ui';
import { useLabel } from '@/ui/shell/use-label';

const isVerb = (text: string): text is RecordVerb =>
  (recordVerbs as readonly string[]).includes(text);

/** What scopes allow, in words: a line for each object. */
export function ScopeList({ scopes }: { scopes: readonly string[] }) {
  const t = useTranslations('api_keys');
  const label = useLabel();
  const byObject = new Map<string, string[]>();
  for (const scope of scopes) {
    const [object = '', verb = ''] = scope.split(':');
    const verbs = byObject.get(object) ?? [];
    byObject.set(object, [...verbs, isVerb(verb) ? t(`verb_${verb}`) : verb]);
  }
  const nameOf = (object: string): string => {
    const found = uiObjects.find((one) => one.name === object);
    if (found) return label(found.label_plural);
    return object === '*' ? t('all_objects') : object;
  };
  return (
    <dl className="divide-y rounded-md border text-sm">
      {[...byObject].map(([object, verbs]) => (
        <div key={object} className="flex flex-wrap justify-between gap-x-4 gap-y-0.5 px-3 py-2">
          <dt className="font-medium">{nameOf(object)}</dt>
          <dd className="text-muted-foreground">{verbs.join(', ')}</dd>
        </div>
      ))}
    </dl>
  );
}
