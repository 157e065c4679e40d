import { createServer, type Server } from 'node:net';
import type { Env } from '@/platform/env';
import { StartError } from './plain-errors';

/** Fails before anything was started when somebody else has the port. Throws StartError. */
export async function refusePortInUse(env: Env): Promise<void> {
  const probe = createServer();
  await listen(probe, env);
  await new Promise<void>((resolve) => probe.close(() => resolve()));
}

/** Listens on HOST and PORT. Throws StartError when it cannot. */
export function listen(server: Server, { host, port }: Env): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) =>
      reject(new StartError(reason(error, host, port), { cause: error }));
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve();
    });
  });
}

function reason({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Stop it, or choose another: PORT=${port + 1} npm start`;
  if (code === 'EACCES')
    return `Port ${port} needs more rights than this user has. Choose one above 1023, for example PORT=3000.`;
  if (code === 'EADDRNOTAVAIL') return `HOST=${host} is not an address of this machine.`;
  return `Ambit cannot listen on ${host}:${port}: ${message}`;
}
