// npm test: checks, then every test: unit and integration on the real PostgreSQL, contract sweeps, browser.
// What holds on another PostgreSQL runs on that of this machine too, when it has one.
// npm test -- <words>: only the test files whose path holds one of them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { build, checkNode, install } from './lib.mjs';

checkNode();
install();
const only = process.argv.slice(2);
const failures = [];
const failedTests = [];
const step = (name, args, env = {}) => {
  const { status } = spawnSync(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) failures.push(name);
};
const vitest = (name, project, extra = [], env = {}) => {
  const report = `.cache/vitest-${name.replaceAll(' ', '-')}.json`;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  step(
    name,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters, ...extra],
    { NODE_ENV: 'test', ...env },
  );
  return readCounts(report);
};

mkdirSync('.cache', { recursive: true });
installRedis();
if (only.length > 0) {
  const folder = /e2e|processes|faults/.exec(only.join(' '))?.[0] ?? 'node';
  vitest('tests', folder === 'faults' ? 'processes' : folder, only);
} else {
  step('checks', ['bin/check.mjs']);
  await build();
  const counts = [
    vitest('tests', 'node'),
    otherPostgres(),
    vitest('processes', 'processes'),
    vitest('browser', 'e2e'),
  ];
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
}
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
  return vitest(`PostgreSQL ${majors[0]}`, 'node', files, { TEST_POSTGRES_BIN: bin });
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

function readCounts(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
      JSON.parse(readFileSync(report, 'utf8'));
    for (const { name, assertionResults } of testResults) {
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      failedTests.push(...failed.map(({ fullName }) => `${relative('.', name)}: ${fullName}`));
    }
    return {
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests + numTodoTests,
    };
  } catch {
    failures.push(`${report} is missing`);
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
