import { type ClassValue, clsx } from 'clsx';
import { createTailwindMerge } from 'tailwind-merge';
import { mergeRules } from './merge-rules';

const merge = createTailwindMerge(() => mergeRules);

/** Joins class names; of two that set the same property the later one wins. */
export const cn = (...inputs: ClassValue[]): string => merge(clsx(inputs));
