import { expect, test } from 'vitest';
import { createLogger } from './logger';

const canary = 'canary-4711';

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  const log = createLogger({ to: { write: (line: string) => void (text += line) } });
  write(log);
  return text;
}

test('values of secret and personal keys are left out, however deep', () => {
  const deep = { a: { b: { c: [{ password: canary, kept: 'yes' }] } } };
  const text = logged((log) =>
    log.info({
      email: canary,
      headers: { cookie: canary, authorization: canary },
      deep,
      token: canary,
    }),
  );
  expect(text).not.toContain(canary);
  expect(text).toContain('"kept":"yes"');
});

test('an error keeps type, code and stack but not the values PostgreSQL quotes', () => {
  const error = Object.assign(new Error(`invalid input syntax for type uuid: "${canary}"`), {
    code: '22P02',
    detail: `Key (email)=(${canary}) already exists.`,
    parameters: [canary],
    cause: new Error(`Failed query: select\nparams: ${canary},1`),
  });
  const text = logged((log) => log.error({ err: error }));
  expect(text).not.toContain(canary);
  expect(JSON.parse(text)).toMatchObject({ level: 'error', err: { type: 'Error', code: '22P02' } });
});

test('errors are reduced wherever they stand, and configuration keeps its passwords', () => {
  const error = Object.assign(new Error('failed'), { detail: canary, parameters: [canary] });
  const env = { smtp_url: `smtp://a:${canary}@mail`, database: { url: canary }, port: 3000 };
  const text = logged((log) => {
    log.info({ cause: error, list: [error], deep: { error, more: [{ cause: error }] } });
    log.info({ env });
  });
  expect(text).not.toContain(canary);
  expect(text).toContain('"port":3000');
  expect(text).toContain('"type":"Error"');
});

test('mail addresses in messages of errors are left out', () => {
  expect(
    logged((log) => log.error({ err: new Error('no mailbox anna@example.com') })),
  ).not.toContain('anna@');
});

test('what is logged is not changed for its owner', () => {
  const entry = { user: { email: canary } };
  logged((log) => log.info(entry));
  expect(entry.user.email).toBe(canary);
});
