// npm run dev: pages reload by themselves, the server restarts when its sources change.
import { spawn } from 'node:child_process';
import { checkNode, install, readEnvFile } from './lib.mjs';

checkNode();
readEnvFile();
install();
const args = [
  'node_modules/tsx/dist/cli.mjs',
  'watch',
  '--clear-screen=false',
  '--include',
  'src/**/*.ts',
  'src/entry/server.ts',
];
const child = spawn(process.execPath, args, {
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: 'development' },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 0));
