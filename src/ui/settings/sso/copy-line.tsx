import { CopyButton } from '../copy-button';

/** A value that has to be told elsewhere, with a button that copies it. */
export function CopyLine({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex items-center justify-between gap-2 rounded-md border px-3 py-1.5">
      <div className="min-w-0">
        <p className="text-muted-foreground text-xs">{label}</p>
        <code className="break-all text-xs">{value}</code>
      </div>
      <CopyButton label={label} value={value} />
    </div>
  );
}
