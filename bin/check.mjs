// npm run check: everything that needs no running server. Types, lint, import rules, dead code.
import { spawnSync } from 'node:child_process';
import { checkNode, install } from './lib.mjs';

checkNode();
install();
const node = process.execPath;
/** Next's own types are generated; without them the type check would miss css modules and images. */
const checks = [
  ['page types', [node, 'node_modules/next/dist/bin/next', 'typegen']],
  ['types', ['node_modules/.bin/tsc', '--noEmit', '-p', '.']],
  ['lint', ['node_modules/.bin/biome', 'check', '--error-on-warnings', '.']],
  ['imports', [node, 'bin/imports.mjs']],
  ['dead code', ['node_modules/.bin/knip', '--no-progress']],
];
let failed = false;
for (const [name, [command, ...args]] of checks) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const good = result.status === 0;
  if (!good) console.log(`${result.stdout}${result.stderr}`);
  console.log(`${good ? 'ok    ' : 'FAILED'} ${name}`);
  failed ||= !good;
}
if (failed) process.exit(1);
