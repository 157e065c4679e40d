// npm run ambit -- <command>: the administrator's command line.
import { resolve } from 'node:path';
import { bundle, calledFrom, checkNode, install, readEnvFile, root } from './lib.mjs';

checkNode();
readEnvFile();
install();
await bundle();
process.env.NODE_ENV ??= 'production';
const [command, file] = process.argv.slice(2);
if (file && (command === 'backup' || command === 'restore'))
  process.argv[3] = resolve(calledFrom, file);
const kept = process.argv.indexOf('--checkpoints') + 1;
if (kept > 0 && process.argv[kept]) process.argv[kept] = resolve(calledFrom, process.argv[kept]);
process.setSourceMapsEnabled(true);
await import(`${root}/dist/cli.js`);
