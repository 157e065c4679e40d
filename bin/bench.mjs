// npm run bench: measures against a raw baseline in the same run; see docs/benchmarks.md.
import { build, checkNode, install, run } from './lib.mjs';

checkNode();
install();
await build();
run(process.execPath, ['--import', 'tsx', 'bench/run.ts', ...process.argv.slice(2)], {
  NODE_ENV: 'production',
});
