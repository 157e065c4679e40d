const most = 500;

/**
 * Keeps what `make` built for a language and options: a formatter takes longer to build than to use a hundred times, and a
 * list builds one per cell. Starts anew at `most` of them, as a server meets many languages, zones and currencies.
 */
function kept<Options, Formatter>(
  make: (tag: string, options: Options) => Formatter,
): (tag: string, options: Options) => Formatter {
  const made = new Map<string, Formatter>();
  return (tag, options) => {
    const key = `${tag} ${JSON.stringify(options)}`;
    const known = made.get(key);
    if (known) return known;
    if (made.size >= most) made.clear();
    const formatter = make(tag, options);
    made.set(key, formatter);
    return formatter;
  };
}

/** `new Intl.DateTimeFormat`, built once. */
export const dateFormat = kept(
  (tag, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options),
);

/** `new Intl.NumberFormat`, built once. */
export const numberFormat = kept(
  (tag, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options),
);

/** `new Intl.RelativeTimeFormat`, built once. */
export const relativeTimeFormat = kept(
  (tag, options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(tag, options),
);
