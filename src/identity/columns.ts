import { sql } from 'drizzle-orm';
import { timestamp } from 'drizzle-orm/pg-core';

/** An instant, as a date, which Better Auth expects. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** When a row was made. */
export const made = () => instant('created_at').notNull().default(sql`now()`);

/** When it was last changed. */
export const changed = () => instant('updated_at').notNull().default(sql`now()`);
