'use client';

import { Switch } from '@/ui/primitives/switch';
import type { EditorProps } from './editor';

/** Yes or no. */
export function BooleanEditor({ value, onChange, control }: EditorProps) {
  return <Switch {...control} checked={value === true} onCheckedChange={onChange} />;
}
