import { AppError } from '../shape/errors';
import type { Principal } from './context';

/** Throws 403 unless the caller has the right, `contacts:create`, in words that fit a person or a key. */
export function mustHave(principal: Principal, permission: string): void {
  if (principal.permissions.has(permission)) return;
  const whose = principal.kind === 'api_key' ? 'This API key does' : 'Your role does';
  throw new AppError('forbidden', `${whose} not allow this.`);
}
