import { partsOf } from './text-parts';

/** A text without marks: mentions by name, web addresses as links. */
export function PlainText({ text }: { text: string }) {
  return partsOf(text).map((part, at) =>
    part.kind === 'text' ? (
      part.text
    ) : part.kind === 'mention' ? (
      <span
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text do not move
        key={at}
        className="font-medium text-primary-text"
      >
        {part.text}
      </span>
    ) : (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text do not move
        key={at}
        href={part.text}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="rounded-sm text-primary-text underline underline-offset-4"
      >
        {part.text}
      </a>
    ),
  );
}
