import { AppError } from '../shape/errors';
import type { Ctx, Principal } from './context';

/**
 * For modules that read columns of records by SQL of their own, which no reading of the engine guards: everything they make of a field
 * stands under one of these.
 */

type Caller = Pick<Principal, 'fields'>;

/** Whether somebody sees these fields of an object as they are; all of them, unless named. */
export function seesFields({ fields }: Caller, object: string, names?: readonly string[]): boolean {
  const rights = fields?.[object];
  if (!rights) return true;
  return (names ?? Object.keys(rights)).every((name) => {
    const right = rights[name];
    return right === undefined || right === 'read_only';
  });
}

/** Throws 403 for what would tell of fields that the caller does not see. */
export function mustSeeFields(
  { principal }: Pick<Ctx, 'principal'>,
  object: string,
  names?: readonly string[],
): void {
  if (seesFields(principal, object, names)) return;
  throw new AppError('forbidden', 'Your role does not show all the fields that this is made of.');
}
