'use client';

import { useState } from 'react';
import { cn } from './cn';
import { initialsOf, stableColor } from './initials';

const sizes = {
  xs: 'size-5 text-[9px]',
  sm: 'size-6 text-[10px]',
  md: 'size-8 text-xs',
  lg: 'size-10 text-sm',
  xl: 'size-14 text-lg',
};

export interface AvatarProps {
  /** Initials and colour come from it. */
  name: string;
  /** Keeps the colour when the name changes; the name when absent. */
  id?: string | undefined;
  src?: string | null | undefined;
  size?: keyof typeof sizes;
  /** People are round, organisations are square. */
  square?: boolean;
  className?: string;
}

/** A picture, or initials on a stable colour until it is there and when it cannot be had. The name stands beside it. */
export function Avatar({ name, id, src, size = 'sm', square, className }: AvatarProps) {
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <span
      aria-hidden
      data-color={stableColor(id ?? name)}
      className={cn(
        'chip relative inline-flex shrink-0 select-none items-center justify-center overflow-hidden font-semibold leading-none',
        square ? 'rounded-[25%]' : 'rounded-full',
        sizes[size],
        className,
      )}
    >
      {initialsOf(name)}
      {src && src !== failed ? (
        // biome-ignore lint/performance/noImgElement: small, from anywhere, and never resized here
        <img
          src={src}
          alt=""
          referrerPolicy="no-referrer"
          onError={() => setFailed(src)}
          className="absolute inset-0 size-full object-cover"
        />
      ) : null}
    </span>
  );
}
