import { describe, expect, it } from 'vitest';
import { cn } from './cn';

describe('cn', () => {
  it.each([
    ['h-8 w-full', 'h-auto', 'w-full h-auto'],
    ['size-8', 'h-4', 'size-8 h-4'],
    ['h-8 w-8', 'size-4', 'size-4'],
    ['px-3 pl-8', 'px-0', 'px-0'],
    ['text-sm text-foreground', 'text-danger', 'text-sm text-danger'],
    ['text-sm leading-4', 'text-2xs', 'text-2xs'],
    ['text-xs', 'text-[9px]', 'text-[9px]'],
    ['border border-input', 'border-0', 'border-input border-0'],
    ['border-input', 'border-danger', 'border-danger'],
    ['border-b-2 border-transparent', 'border-primary', 'border-b-2 border-primary'],
    ['flex flex-col', 'flex-1', 'flex flex-col flex-1'],
    ['flex', 'hidden', 'hidden'],
    ['max-md:h-11', 'h-4', 'max-md:h-11 h-4'],
    ['max-md:h-11', 'max-md:h-auto', 'max-md:h-auto'],
    ['hover:bg-hover bg-background', 'bg-surface', 'hover:bg-hover bg-surface'],
    ['-translate-x-1/2 top-1/2', 'translate-x-0 top-4', 'translate-x-0 top-4'],
    ['rounded-md font-medium', 'rounded-none font-mono', 'font-medium rounded-none font-mono'],
    ['overflow-auto', 'overflow-hidden', 'overflow-hidden'],
    ['chip inline-flex', 'my-own', 'chip inline-flex my-own'],
  ])('lets the later one win: %s + %s', (first, second, expected) => {
    expect(cn(first, second)).toBe(expected);
  });

  it('leaves out what is not a class', () => {
    expect(cn('a', false, undefined, null, ['b'])).toBe('a b');
  });
});
