import { startEmbedded } from '@/platform/db/embedded';

// Run as a process of its own by the tests of the embedded server: holds the server of a folder until it is killed.
const server = await startEmbedded({
  data_dir: process.argv[2] as string,
  chosen: true,
  settings: { fsync: 'off', shared_buffers: '16MB' },
});
process.once('SIGTERM', () => server.close().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ pid: server.pid(), url: server.adminUrl() })}\n`);
setInterval(() => undefined, 60_000);
