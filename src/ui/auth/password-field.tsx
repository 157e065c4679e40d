'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/ui/primitives/button';
import { FormField } from '@/ui/primitives/field';
import { Input } from '@/ui/primitives/input';

export interface PasswordFieldProps {
  label: string;
  name?: string;
  hint?: string;
  error?: string | undefined;
  /** Tells password managers whether to offer the kept one or a new one. */
  fresh?: boolean;
  onChange?: () => void;
}

/** A password with a button that shows it. */
export function PasswordField({
  label,
  name = 'password',
  hint,
  error,
  fresh,
  onChange,
}: PasswordFieldProps) {
  const t = useTranslations('auth');
  const [shown, setShown] = useState(false);
  return (
    <FormField label={label} hint={hint} error={error} required>
      {(control) => (
        <Input
          {...control}
          name={name}
          type={shown ? 'text' : 'password'}
          autoComplete={fresh ? 'new-password' : 'current-password'}
          onChange={onChange}
          trailing={
            <Button
              variant="ghost"
              size="bare"
              className="size-7 max-md:size-10"
              aria-label={shown ? t('hide_password') : t('show_password')}
              aria-pressed={shown}
              onClick={() => setShown(!shown)}
            >
              {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
            </Button>
          }
        />
      )}
    </FormField>
  );
}
