'use client';

import { useRouter } from 'next/navigation';
import { useLocale } from 'next-intl';
import { setLanguage } from '@/ui/shell/browser-preferences';
import { type Language, languages } from '@/ui/shell/preferences';

const names: Record<Language, string> = { en: 'English', tr: 'Türkçe' };

/** The other languages, as words to press, before anybody is signed in. */
export function LanguageChoice() {
  const router = useRouter();
  const current = useLocale();
  return (
    <>
      {languages
        .filter((language) => language !== current)
        .map((language) => (
          <button
            key={language}
            type="button"
            lang={language}
            className="rounded-sm px-1 py-1 underline underline-offset-2 hover:text-foreground max-md:min-h-11"
            onClick={() => {
              setLanguage(language);
              router.refresh();
            }}
          >
            {names[language]}
          </button>
        ))}
    </>
  );
}
