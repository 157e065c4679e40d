import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { variableNames } from '@/platform/env';
import { projectRoot } from '@/platform/paths';
import { launch, ready, stop } from '../support/process';

/** What a running server gives away that it should not: its files, its code, its configuration. */
const data = mkdtempSync(join(tmpdir(), 'ambit-exposed-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const secret = 'planted-secret-of-the-installation-0008';
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** A raw call: the address is sent as it is, and any method. */
const raw = (
  url: string,
  method: string,
  path: string,
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, method, path, headers: { 'x-canary': 'canary-0009' } });
    sent.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.end();
  });

test('no file of the installation is served, no folder is listed, pages are only read', async () => {
  const ambit = await launch({ DATA_DIR: data, AMBIT_SECRET: secret });
  await ready(ambit);
  const paths = [
    ...[
      '/.git/config',
      '/.git/HEAD',
      '/.env',
      '/.env.example',
      '/package.json',
      '/package-lock.json',
    ],
    ...[
      '/src/platform/env.ts',
      '/db/secure.sql',
      '/.data/secret',
      '/.next/BUILD_ID',
      '/tsconfig.json',
    ],
    ...[
      '/_next/static/',
      '/_next/static/chunks/',
      '/_next/',
      '/api/',
      '/_next/static/../../BUILD_ID',
    ],
    ...['/_next/static/%2e%2e/%2e%2e/package.json', '/..%2f..%2fpackage.json', '//package.json'],
    ...['/_next/image?url=/etc/passwd&w=16&q=1', '/_next/data/x/index.json', '/api/%2e%2e/.env'],
  ];
  for (const path of paths) {
    const { status, text } = await raw(ambit.url, 'GET', path);
    expect([200, 500], `${path}: ${status}`).not.toContain(status);
    expect(text, path).not.toMatch(/"dependencies"|AMBIT_SECRET|\[core\]|ref: refs|Index of/);
  }
  for (const path of ['/', '/api/contacts', '/sign-in', '/healthz'])
    for (const method of ['TRACE', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, text } = await raw(ambit.url, method, path);
      expect([401, 403, 404, 405], `${method} ${path}: ${status}`).toContain(status);
      expect(text, path).not.toContain('canary-0009');
    }
  // No page takes anything: there is no action to send a broken payload to.
  for (const path of ['/', '/sign-in'])
    expect((await raw(ambit.url, 'POST', path)).status).toBe(303);
  const pages = await Promise.all(
    ['/', '/sign-in', '/nowhere'].map((path) => raw(ambit.url, 'GET', path)),
  );
  for (const { text } of pages) expect(text).not.toContain(secret);
  expect(await stop(ambit)).toBe(0);
  expect(ambit.output()).not.toContain(secret);
});

test('what browsers load holds no configuration and no server', () => {
  const scripts = filesIn(join(projectRoot, '.next/static'));
  expect(scripts.filter((path) => path.endsWith('.js')).length).toBeGreaterThan(20);
  // The bundler writes one without sources.
  for (const map of scripts.filter((path) => path.endsWith('.map')))
    expect(JSON.parse(readFileSync(map, 'utf8'))).toMatchObject({ sources: [], sections: [] });
  const named = variableNames.filter((name) => name.length > 8 && name !== 'NODE_ENV');
  const foreign = [
    ...named,
    'set_config(',
    'ambit.company_id',
    'createCipheriv',
    'argon2',
    'pg_catalog',
  ];
  for (const path of scripts) {
    const text = readFileSync(path, 'latin1');
    expect(
      foreign.filter((word) => text.includes(word)),
      path,
    ).toEqual([]);
  }
});
