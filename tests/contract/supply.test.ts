import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '@/platform/paths';

/** Threat 84: what is installed is what the lockfile names, from the registry, and runs nothing while it is installed. */
interface Locked {
  readonly packages: Readonly<
    Record<
      string,
      { readonly integrity?: string; readonly resolved?: string; readonly link?: boolean }
    >
  >;
}
const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');

/**
 * The linter of migrations for other systems, which the registry does not hand out in this version. npm leaves the checksums
 * of other systems out of a lockfile that is written beside node_modules: write it where there are none.
 */
const withoutChecksum =
  /^node_modules\/@squawk-cli\/(darwin-arm64|darwin-x64|linux-arm64|win32-x64)$/;

test('every package has a checksum, and none comes from elsewhere than the registry', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as Locked;
  const installed = Object.entries(packages).filter(([path]) => path !== '');
  expect(installed.length).toBeGreaterThan(500);
  const odd = installed.filter(
    ([path, one]) =>
      one.link ||
      one.resolved !== undefined ||
      !(one.integrity?.startsWith('sha512-') || withoutChecksum.test(path)),
  );
  expect(odd.map(([path]) => path)).toEqual([]);
});

test('packages are asked for by versions of the registry, never by an address', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(version, name).toMatch(/^\^?\d+\.\d+\.\d+(-[\w.]+)?$/);
});

test('installing runs no script of a package', () => {
  expect(read('bin/lib.mjs')).toContain("['ci', '--ignore-scripts'");
});
