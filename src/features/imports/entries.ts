import { parseEmail, parsePhone, parseUrl } from '@/core/run/engine/values/contact-points';
import { cleanLine } from '@/core/run/engine/values/text';
import type { FieldKind, LabelledValue } from '@/core/shape/field';
import { jsonList } from './cells';
import { problem } from './problem';
import type { ListPart } from './targets';

/** A piece of a labelled list while a row is read. */
export type Entry =
  | {
      readonly kind: 'value';
      readonly label: string | null;
      readonly index: number | null;
      readonly main: boolean;
      readonly value: string;
      readonly extension?: string;
      readonly column: string;
      readonly raw: string;
    }
  | {
      readonly kind: 'part';
      readonly index: number;
      readonly part: Exclude<ListPart, 'value'>;
      readonly text: string;
      readonly column: string;
      readonly raw: string;
    };

/** A list can hold this many; the engine's own limit for mails and phones. */
const most = 20;
/** Characters of a label, as the engine allows them. */
const longestLabel = 60;

/** The mail addresses of a cell. `Name <a@b>`, `mailto:`, lists of them and JSON are understood. Throws `Problem`. */
export function mailEntries(
  cell: string,
  kind?: { type?: string; display_name?: string },
): Labelled[] | 'directory_path' {
  if (kind?.type?.toUpperCase() === 'EX' || /^\/o=/i.test(cell)) {
    const inName = /[(<]([^()<>\s]+@[^()<>\s]+)[)>]/.exec(kind?.display_name ?? '')?.[1];
    return inName ? [{ label: null, value: parseEmail(inName) }] : 'directory_path';
  }
  const json = cell.startsWith('[') ? jsonList(cell) : null;
  const parts = json
    ? json.filter((one): one is string => typeof one === 'string')
    : splitMails(cell);
  return parts.map((part) => {
    const { label, value } = labelled(part);
    const inner = /<([^<>]*)>\s*$/.exec(value)?.[1] ?? value;
    return { label, value: parseEmail(inner.replace(/^\s*mailto:/i, '').trim()) };
  });
}

interface Labelled {
  readonly label: string | null;
  readonly value: string;
}

/** `work: a@b.example`, as our own files have it. */
function labelled(part: string): Labelled {
  const [, label = null, value = part] = /^([^:;@<>"+\d]{1,60}): (\S.*)$/.exec(part) ?? [];
  return { label, value };
}

/** Cuts between addresses: only where a whole address stands on both sides, so that `a@b,com` stays one wrong address. */
function splitMails(cell: string): string[] {
  const unquoted = cell.replace(/"[^"]*"/g, (quoted) => quoted.replace(/[,;]/g, ' '));
  const parts = unquoted
    .split(/\s+:::\s+|[;\n|]|,(?=\s*[^,;]*@)|,\s*$/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length < 2 && /\s/.test(unquoted.trim()) && !/[<>]/.test(unquoted)) {
    const words = unquoted.trim().split(/\s+/);
    if (words.every((word) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(word))) return words;
  }
  return parts;
}

/** The phone numbers of a cell. Throws `Problem`. */
export function phoneEntries(
  cell: string,
  country: string,
): { label?: string | null; value: string; extension?: string }[] {
  if (/^\d+(?:[.,]\d+)?E[+-]?\d+$/i.test(cell)) throw problem('invalid_phone');
  const json = cell.startsWith('[') ? jsonList(cell) : null;
  if (json) {
    return json.flatMap((one) => {
      if (typeof one === 'string') return [parsePhone(one, country)];
      const {
        number,
        callingCode = '',
        countryCode = '',
      } = (one ?? {}) as { number?: string; callingCode?: string; countryCode?: string };
      return number ? [composed(number, callingCode, countryCode, country)] : [];
    });
  }
  const parts = cell
    .split(/\s+:::\s+|\s+\/\s+|[;\n|]|,/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const several = parts.length > 1 && parts.every((part) => part.replace(/\D/g, '').length >= 6);
  return (several ? parts : [cell]).map((part) => {
    const { label, value } = labelled(part);
    return { label, ...parsePhone(value, country) };
  });
}

const composed = (number: string, callingCode: string, countryCode: string, country: string) =>
  parsePhone(
    callingCode === '' || number.startsWith('+')
      ? number
      : `+${callingCode.replace(/\D/g, '')}${number}`,
    countryCode || country,
  );

/** The web addresses of a cell, JSON `{url, label}` included. Throws `Problem`. */
export function linkEntries(cell: string): { label: string | null; value: string }[] {
  const json = cell.startsWith('[') ? jsonList(cell) : null;
  if (!json)
    return cell.split(/\s+:::\s+|[;\n]\s*(?=(?:[^:;]{1,60}: )?https?:)/).map((part) => {
      const [, label = null, value = part] = /^([^:;]{1,60}): (https?:.*)$/i.exec(part) ?? [];
      return { label, value: parseUrl(value) };
    });
  return json.flatMap((one) => {
    const { url, label } = (one ?? {}) as { url?: unknown; label?: unknown };
    return typeof url === 'string' && url !== ''
      ? [
          {
            label: typeof label === 'string' && label !== '' ? cleanLine(label) : null,
            value: parseUrl(url),
          },
        ]
      : [];
  });
}

type Guard = (column: string, raw: string, convert: () => unknown) => void;

/**
 * Puts a list together: parts joined by position, labels in lower case, every value once, one entry primary: the one
 * marked with a star, else the object's main column, else primary, work, mobile, else the first.
 */
export function finishList(
  entries: readonly Entry[],
  kind: FieldKind,
  country: string,
  guard: Guard,
): LabelledValue[] {
  const parts = new Map<number, Partial<Record<string, Extract<Entry, { kind: 'part' }>>>>();
  for (const entry of entries)
    if (entry.kind === 'part')
      parts.set(entry.index, { ...parts.get(entry.index), [entry.part]: entry });
  const found: (LabelledValue & { rank: number })[] = [];
  // A title of a link is a text, other labels are words of a fixed kind.
  const push = (
    label: string | null,
    main: boolean,
    value: string,
    extension?: string,
    titled = false,
  ) => {
    const starred = label?.startsWith('*') ?? false;
    const name =
      label
        ?.replace(/^\*\s*/, '')
        .trim()
        .toLowerCase() || null;
    const same = found.find((one) => one.value === value);
    if (same) {
      // The main column comes without a label, the list of all has it.
      same.label ??= name;
      return;
    }
    const rank = starred
      ? 0
      : main
        ? 1
        : name === 'primary'
          ? 2
          : name === 'work'
            ? 3
            : name === 'mobile'
              ? 4
              : name?.includes('fax')
                ? 6
                : 5;
    found.push({
      label: (titled ? label : name)?.slice(0, longestLabel) ?? null,
      value,
      ...(extension ? { extension } : {}),
      rank,
    });
  };
  for (const [, { number, calling_code, country: region }] of parts) {
    if (number)
      guard(number.column, number.raw, () => {
        const { value, extension } = composed(
          number.text,
          calling_code?.text ?? '',
          region?.text ?? '',
          country,
        );
        push(null, true, value, extension);
      });
  }
  for (const entry of entries) {
    if (entry.kind !== 'value') continue;
    const label =
      entry.index === null ? entry.label : (parts.get(entry.index)?.label?.text ?? null);
    push(label, entry.main, entry.value, entry.extension, kind === 'links' && entry.index === null);
  }
  if (found.length > most) {
    const last = entries.at(-1);
    guard(last?.column ?? '', last?.raw ?? '', () => {
      throw problem('too_many');
    });
  }
  const first = found.reduce<number>(
    (best, one, at) =>
      kind === 'phones' || one.rank < 2 ? (one.rank < (found[best]?.rank ?? 9) ? at : best) : best,
    0,
  );
  return found.map(({ rank: _rank, ...one }, at) =>
    kind !== 'links' && at === first ? { ...one, primary: true } : one,
  );
}
