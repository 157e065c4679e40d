/** Choices of this browser, kept in cookies so that the server draws the first page right. Client-safe. */

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const languages = ['en', 'tr'] as const;
export type Language = (typeof languages)[number];

export const cookieNames = {
  theme: 'ambit_theme',
  language: 'ambit_language',
  sidebar: 'ambit_sidebar',
} as const;

export const isTheme = (value: string | undefined): value is Theme =>
  (themes as readonly string[]).includes(value ?? '');
export const isLanguage = (value: string | undefined): value is Language =>
  (languages as readonly string[]).includes(value ?? '');

/** The first language of an Accept-Language header that we speak; English when none. */
export function preferredLanguage(header: string | null): Language {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', quality] = part.trim().split(';q=');
      return {
        language: tag.slice(0, 2).toLowerCase(),
        quality: quality === undefined ? 1 : Number(quality),
      };
    })
    .sort((a, b) => b.quality - a.quality);
  for (const { language, quality } of wanted)
    if (quality > 0 && isLanguage(language)) return language;
  return 'en';
}
