'use client';

import type { Submit } from '@/ui/data/use-submit';
import { FormField } from '@/ui/primitives/field';
import type { InputProps } from '@/ui/primitives/input';
import { Input } from '@/ui/primitives/input';

export interface TextFieldProps extends Omit<InputProps, 'form'> {
  label: string;
  name: string;
  hint?: string;
  /** The form it belongs to: brings the error and clears it while typing. */
  form: Submit;
}

/** A labelled line of a `useSubmit` form. */
export function TextField({ label, name, hint, form, required, ...input }: TextFieldProps) {
  return (
    <FormField label={label} hint={hint} error={form.errors[name]} required={required ?? false}>
      {(control) => <Input {...control} name={name} onChange={() => form.clear(name)} {...input} />}
    </FormField>
  );
}
