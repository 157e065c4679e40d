// npm test: checks, then every test: unit and integration on the real PostgreSQL, contract sweeps, browser.
// What holds on another PostgreSQL runs on that of this machine too, when it has one.
// npm test -- <words>: only the test files whose path holds one of them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { build, checkNode, install } from './lib.mjs';

checkNode();
install();
const only = process.argv.slice(2);
const failures = [];
const failedTests = [];
const unsteady = [];
const run = (args, env = {}) =>
  spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status;
const vitest = (name, project, extra = [], env = {}) => {
  const report = `.cache/vitest-${name.replaceAll(' ', '-')}.json`;
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = run(
    ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters, ...extra],
    { NODE_ENV: 'test', ...env },
  );
  return { name, status, files: readReport(report) };
};
const failedIn = (files) =>
  files.flatMap(({ file, tests }) =>
    tests.filter(({ status }) => status === 'failed').map(({ name }) => `${file}: ${name}`),
  );
/** Adds a run to the result. Returns how many of its tests passed, failed and were skipped. */
const settle = ({ name, status, files }) => {
  if (status !== 0) failures.push(name);
  failedTests.push(...failedIn(files));
  const tests = files.flatMap((file) => file.tests);
  const count = (wanted) => tests.filter(({ status }) => status === wanted).length;
  const [passed, failed] = [count('passed'), count('failed')];
  return { passed, failed, skipped: tests.length - passed - failed };
};
/**
 * Browsers, killed processes and tests of deadlines share two processors with each other, and a machine that stands still
 * for seconds fails them for nothing. Up to three files that failed run once more one after the other, from an empty database. What passes then
 * is named at the end as unsteady: a fault to find, in the test or in Ambit, but hardly of this change.
 */
const vitestTwice = (name, project) => {
  const first = vitest(name, project);
  const again = first.files.filter(({ failed }) => failed).map(({ file }) => file);
  if (again.length === 0 || again.length > 3) return settle(first);
  console.log(`\nOnce more, one after the other: ${again.join(', ')}`);
  const second = vitest(`${name} once more`, project, ['--no-file-parallelism', ...again]);
  const failedAgain = new Set(failedIn(second.files));
  unsteady.push(...failedIn(first.files).filter((test) => !failedAgain.has(test)));
  const files = [...first.files.filter(({ failed }) => !failed), ...second.files];
  return settle({ name, status: second.status, files });
};

mkdirSync('.cache', { recursive: true });
installRedis();
if (only.length > 0) {
  const folder = /e2e|processes|faults/.exec(only.join(' '))?.[0] ?? 'node';
  settle(vitest('tests', folder === 'faults' ? 'processes' : folder, only));
} else {
  if (run(['bin/check.mjs']) !== 0) failures.push('checks');
  await build();
  const counts = [
    vitestTwice('tests', 'node'),
    otherPostgres(),
    vitestTwice('processes', 'processes'),
    vitestTwice('browser', 'e2e'),
  ];
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
}
if (unsteady.length > 0)
  console.log(
    [`Unsteady, passed only the second time: ${unsteady.length}`, ...unsteady].join('\n  '),
  );
if (failures.length > 0) {
  console.error([`Failed: ${failures.join(', ')}`, ...failedTests].join('\n  '));
  process.exit(1);
}

/** The tests nearest to the database, on the oldest PostgreSQL from 15 that Debian installed here. Skipped without one. */
function otherPostgres() {
  const folder = '/usr/lib/postgresql';
  const majors = existsSync(folder) ? readdirSync(folder).filter((name) => Number(name) >= 15) : [];
  const bin = `${folder}/${majors.sort()[0]}/bin`;
  if (majors.length === 0 || !existsSync(`${bin}/initdb`)) {
    console.log(`\nSkipped: no PostgreSQL 15 or newer in ${folder}.`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  const files = [
    'src/platform/db/database',
    'src/platform/db/migrator',
    'src/platform/backup',
    'src/core/run/engine',
    'tests/contract/schema',
    'tests/contract/walls',
  ];
  return settle(vitest(`PostgreSQL ${majors[0]}`, 'node', files, { TEST_POSTGRES_BIN: bin }));
}

/** The queue is tested on PostgreSQL and on Redis. Debian's Redis is installed where we may; without one those tests are skipped. */
function installRedis() {
  const there = () => spawnSync('redis-server', ['--version']).status === 0;
  if (there()) return;
  const apt = (...args) =>
    spawnSync('apt-get', ['-q', '-y', ...args], { stdio: 'ignore' }).status === 0;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing redis-server for the tests ...');
    if (!apt('install', 'redis-server')) apt('update') && apt('install', 'redis-server');
  }
  if (!there()) console.log('Skipped: the queue on Redis, for there is no redis-server here.');
}

/** What a report says: the results of each file, and the names of what failed. */
function readReport(report) {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    return testResults.map(({ name, status, assertionResults }) => ({
      file: relative('.', name),
      failed: status === 'failed',
      tests: assertionResults.map(({ fullName, status }) => ({ name: fullName, status })),
    }));
  } catch {
    failures.push(`${report} is missing`);
    return [];
  }
}
