import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EnvError, isLoopback, readEnv, variableNames } from './env';
import { projectRoot } from './paths';

const root = mkdtempSync(join(tmpdir(), 'ambit-env-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = () => join(mkdtempSync(join(root, 'each-')), 'data');
const read = (given: Record<string, string> = {}) => readEnv({ DATA_DIR: folder(), ...given });
const secret = 'x'.repeat(32);

describe('readEnv', () => {
  it('needs nothing: embedded, loopback, open', () => {
    const env = read();
    expect(env).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      base_url: 'http://localhost:3000',
      loopback: true,
      database: null,
      registration: 'open',
      demo: 'auto',
      demo_language: 'en',
      rate_limit: true,
    });
    expect([...env.roles]).toEqual(['web', 'worker', 'relay', 'scheduler']);
  });

  it('makes the secret once and keeps it to its owner', () => {
    const data = folder();
    const first = readEnv({ DATA_DIR: data }).secret;
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(readEnv({ DATA_DIR: data }).secret).toBe(first);
    expect(statSync(join(data, 'secret')).mode & 0o777).toBe(0o600);
    expect(readEnv({ DATA_DIR: data, AMBIT_SECRET: secret }).secret).toBe(secret);
  });

  it('opens to the network and closes registration on a public address', () => {
    expect(read({ BASE_URL: 'https://crm.example.com/' })).toMatchObject({
      base_url: 'https://crm.example.com',
      loopback: false,
      secure: true,
      host: '0.0.0.0',
      registration: 'open_once',
    });
    expect(
      read({ BASE_URL: 'https://crm.example.com', AMBIT_REGISTRATION: 'off' }).registration,
    ).toBe('off');
  });

  it.each([
    ['PORT', { PORT: 'http' }],
    ['PORT', { PORT: '70000' }],
    ['BASE_URL', { BASE_URL: 'crm.example.com' }],
    ['BASE_URL', { BASE_URL: 'https://example.com/crm' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x@y/z' }],
    ['AMBIT_SECRET', { DATABASE_URL: 'postgres://a:b@c/d' }],
    ['AMBIT_SECRET', { AMBIT_SECRET: 'short' }],
    ['DATABASE_OWNER_URL', { DATABASE_OWNER_URL: 'postgres://a:b@c/d' }],
    ['AMBIT_REGISTRATION', { AMBIT_REGISTRATION: 'yes' }],
    ['AMBIT_ROLES', { AMBIT_ROLES: 'web,wroker' }],
    [
      'AMBIT_RATE_LIMIT',
      { AMBIT_RATE_LIMIT: 'off', NODE_ENV: 'production', BASE_URL: 'https://crm.example.com' },
    ],
    ['TRUST_PROXY', { TRUST_PROXY: '10.0.0.0/8' }],
    ['S3_BUCKET', { S3_ACCESS_KEY_ID: 'k' }],
    ['DATA_DIR', { DATA_DIR: '/dev/null/data' }],
  ])('names %s when it is wrong: %o', (name, given) => {
    expect(() => read(given as unknown as Record<string, string>)).toThrow(EnvError);
    expect(() => read(given as unknown as Record<string, string>)).toThrow(name);
  });

  it('takes an empty variable for an absent one', () => {
    expect(read({ DATABASE_URL: '', PORT: '' })).toMatchObject({ database: null, port: 3000 });
  });

  it('allows load tests on this machine alone', () => {
    expect(read({ AMBIT_RATE_LIMIT: 'off', NODE_ENV: 'production' }).rate_limit).toBe(false);
  });
});

it.each([
  ['localhost', true],
  ['LOCALHOST.', true],
  ['crm.localhost', true],
  ['127.9.9.9', true],
  ['[::1]', true],
  ['127.0.0.1.example.com', false],
  ['localhost.example.com', false],
  ['10.0.0.1', false],
  ['0.0.0.0', false],
])('%s is this machine alone: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

it('.env.example lists every variable, and no other', () => {
  const example = readFileSync(join(projectRoot, '.env.example'), 'utf8');
  const listed = [...example.matchAll(/^# ([A-Z0-9_]+)=/gm)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(variableNames.filter((name) => name !== 'NODE_ENV').toSorted());
});
