import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn';
import { Slot } from './slot';

const base =
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium text-sm transition-colors disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0';

const variants = {
  primary: 'bg-primary text-primary-foreground hover:bg-primary-hover',
  secondary:
    'border border-input bg-background text-foreground hover:bg-hover data-[state=open]:bg-hover',
  ghost:
    'text-muted-foreground hover:bg-hover hover:text-foreground data-[state=open]:bg-hover data-[state=open]:text-foreground',
  danger: 'bg-danger-solid text-white hover:brightness-95',
  link: 'h-auto rounded-sm px-0 text-primary-text underline-offset-4 hover:underline',
};

const sizes = {
  sm: 'h-7 px-2 max-md:h-11 max-md:px-3',
  md: 'h-8 px-3 max-md:h-11 max-md:px-4',
  lg: 'h-10 px-4 text-base max-md:h-12',
  icon: 'size-8 max-md:size-11',
  'icon-sm': 'size-7 max-md:size-11',
  bare: '',
};

export interface ButtonProps extends ComponentProps<'button'> {
  /** The main action of a screen is primary, everything else quieter. */
  variant?: keyof typeof variants | undefined;
  size?: keyof typeof sizes | undefined;
  /** Renders its only child (a link) with the looks of a button. */
  asChild?: boolean;
  /** Shows a spinner, keeps the width and ignores clicks. */
  busy?: boolean;
}

export function Button({
  className,
  variant = 'secondary',
  size = 'md',
  asChild,
  busy,
  children,
  onClick,
  ...props
}: ButtonProps) {
  const classes = cn(base, variants[variant], sizes[size], className);
  if (asChild) {
    return (
      <Slot className={classes} onClick={onClick} {...props}>
        {children}
      </Slot>
    );
  }
  return (
    <button
      type="button"
      className={classes}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...props}
    >
      {busy ? <LoaderCircle aria-hidden className="animate-spin" /> : null}
      {children}
    </button>
  );
}
