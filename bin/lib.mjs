// What the commands in this folder share. No dependencies: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Where the person was when they called. */
export const calledFrom = process.env.INIT_CWD ?? process.cwd();
process.chdir(root);
process.env.NEXT_TELEMETRY_DISABLED = '1';

/** Takes what .env says and the environment does not. Tests must not meet the database of whoever runs them. */
export function readEnvFile() {
  if (!process.env.VITEST && existsSync('.env')) process.loadEnvFile('.env');
}

/** Ends with one plain sentence when this Node cannot run Ambit. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Ambit needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

/** Installs when a package of the lockfile is missing or has another version. No network otherwise. */
export function install() {
  if (isInstalled()) return;
  console.log('Installing packages ...');
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
}

function isInstalled() {
  if (!existsSync('node_modules/.package-lock.json')) return false;
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const have = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional, peer }]) => {
    if (path === '') return true;
    return have[path] ? have[path].version === version : Boolean(optional || peer);
  });
}

/** Builds the pages and bundles the programs when a source changed since the last build. */
export async function build() {
  await bundle();
  const hash = hashOf([
    'app',
    'src',
    'public',
    'instrumentation.ts',
    'next.config.ts',
    'postcss.config.mjs',
    'tsconfig.json',
    'package-lock.json',
  ]);
  if (existsSync('.next/BUILD_ID') && readStamp('dist/pages.hash') === hash) return;
  console.log('Building the pages ...');
  run(process.execPath, ['node_modules/next/dist/bin/next', 'build'], { NODE_ENV: 'production' });
  writeFileSync('dist/pages.hash', hash);
}

/** The server, the command line and the migrator as plain JavaScript in dist/. */
export async function bundle() {
  const hash = hashOf(['src', 'db', 'tsconfig.json', 'package-lock.json']);
  if (existsSync('dist/server.js') && readStamp('dist/bundle.hash') === hash) return;
  const esbuild = await import(pathToFileURL(join(root, 'node_modules/esbuild/lib/main.js')).href);
  mkdirSync('dist', { recursive: true });
  await esbuild.build({
    entryPoints: ['server', 'cli', 'migrate'].map((name) => `src/entry/${name}.ts`),
    outdir: 'dist',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  });
  await esbuild.stop(); // its helper process would stay for as long as the server
  writeFileSync('dist/bundle.hash', hash);
}

/** Runs a program in the foreground; ends with its exit code when it fails. */
export function run(command, args, env = {}) {
  const result = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/**
 * Stops this process like SIGTERM when npm, which started it, is gone: npm's shell does not pass signals on, so
 * stopping npm alone would leave the server behind.
 */
export function endWithParent() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

const readStamp = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** One hash over the contents of files and folders, tests left out. */
function hashOf(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    hash.update(`${path}\0`).update(readFileSync(path));
  };
  const walk = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const child = `${path}/${entry.name}`;
      if (entry.isDirectory()) walk(child);
      else if (!/\.test\.tsx?$|\.md$/.test(entry.name)) add(child);
    }
  };
  for (const path of paths) {
    if (!existsSync(path)) continue;
    if (path.includes('.')) add(path);
    else walk(path);
  }
  return hash.digest('hex');
}
