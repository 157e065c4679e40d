import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import next from 'next';
import type { Pages } from '@/http/server';
import type { Env } from '@/platform/env';
import { projectRoot } from '@/platform/paths';
import { StartError } from './plain-errors';

/**
 * Next as a request handler: the built pages, or in development pages made from the sources as they change
 * (Next listens for the web socket of its reloads on the server itself).
 */
export async function startPages(env: Env, httpServer: Server): Promise<Pages> {
  if (env.production && !existsSync(join(projectRoot, '.next', 'BUILD_ID'))) {
    throw new StartError('The pages are not built yet. Start Ambit with: npm start');
  }
  const app = next({
    dev: !env.production,
    dir: projectRoot,
    httpServer,
    hostname: env.host,
    port: env.port,
    quiet: true,
  });
  await app.prepare();
  const handle = app.getRequestHandler();
  return (req, res) => handle(req, res);
}
