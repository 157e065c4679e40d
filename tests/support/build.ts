import { execFileSync } from 'node:child_process';
import { projectRoot } from '@/platform/paths';

/** Builds what changed, once before the tests that start Ambit, so that none of them waits for it or sees its output. */
export function setup(): void {
  const script = "import('./bin/lib.mjs').then(({ build }) => build())";
  execFileSync(process.execPath, ['-e', script], { cwd: projectRoot, stdio: 'inherit' });
}
