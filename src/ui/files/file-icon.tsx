import { File, FileArchive, FileImage, FileSpreadsheet, FileText } from 'lucide-react';

/** What a file looks like in a list, by its type and its name. */
export function FileIcon({ name, type }: { name: string; type: string }) {
  const ending = name.toLowerCase().replace(/^.*\./, '');
  const Icon = type.startsWith('image/')
    ? FileImage
    : /spreadsheet|excel|csv/.test(type) || /^(csv|xlsx?|ods)$/.test(ending)
      ? FileSpreadsheet
      : /pdf|word|text|opendocument/.test(type) || /^(pdf|docx?|odt|txt|md)$/.test(ending)
        ? FileText
        : /zip|compressed|tar|rar/.test(type)
          ? FileArchive
          : File;
  return <Icon aria-hidden className="size-4 shrink-0 text-muted-foreground" />;
}
