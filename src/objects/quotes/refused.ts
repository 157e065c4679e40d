import { AppError } from '@/core/shape/errors';

/** 409: how a quote stands forbids it. `code` is for screens that translate. */
export const refused = (code: string, message: string): AppError =>
  new AppError('conflict', message, { issues: [{ path: 'status', code, message }] });
