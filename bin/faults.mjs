// npm run test:faults: kills, cuts and floods for a long time and prints what it came to; see docs/guides/faults.md.
// SEED=7 repeats a run, ROUNDS=3 shortens it, FAULT="half-open" takes only the faults whose names hold these words.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { build, checkNode, install } from './lib.mjs';

checkNode();
install();
await build();
const seed = process.env.SEED ?? String(Math.floor(Math.random() * 1_000_000_000));
const report = '.cache/faults.md';
mkdirSync('.cache', { recursive: true });
rmSync(report, { force: true });
console.log(`SEED=${seed}`);

const failed = [];
const run = (name, project, path) => {
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', project, path],
    {
      stdio: 'inherit',
      env: { ...process.env, NODE_ENV: 'test', FAULTS: 'long', SEED: seed, EDITS: '10000' },
    },
  );
  if (status !== 0) failed.push(name);
};
run('faults', 'processes', 'tests/faults');
if (!process.env.FAULT) run('lost updates', 'node', 'src/core/run/engine/concurrency');

console.log(`\nSEED=${seed}\n\n${existsSync(report) ? readFileSync(report, 'utf8') : 'no report'}`);
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(', ')}`);
  process.exit(1);
}
