import { expect, test } from 'vitest';
import { newId } from '@/platform/ids';
import type { Limiter } from '@/platform/limits';
import { memoryLimiter } from '@/platform/limits';
import type { Contract } from '../shape/contract';
import type { Principal } from './context';
import { Limits } from './limits';

const contract = { name: 'tests.one' } as Contract;
const company = newId();
const person = (api_key_id: string | null = null, company_id = company): Principal =>
  ({ user: { id: newId() }, company: { id: company_id }, api_key_id }) as unknown as Principal;

/** What one request of `who` is told: the error's sentence or "fine", and the limit in its headers. */
async function told(limiter: Limiter, who: Principal, of = contract): Promise<[string, string]> {
  const limits = new Limits(limiter);
  const message = await limits.principal(who, of).then(
    () => 'fine',
    (error: Error) => error.message,
  );
  return [message, limits.headers()['ratelimit-limit'] ?? ''];
}

test('a person, a key and a company each have their limit, and the one that bit is told', async () => {
  const limiter = memoryLimiter();
  const [ada, key] = [person(), person(newId())];
  for (let i = 0; i < 1800; i++) {
    await told(limiter, ada);
    await told(limiter, key);
  }
  expect(await told(limiter, ada)).toEqual(['Too many requests of yours. Wait a moment.', '1800']);
  expect((await told(limiter, key))[0]).toBe('Too many requests with this API key. Wait a moment.');
  expect(await told(limiter, person())).toEqual(['fine', '1800']);
});

test('many people of a company together reach its limit, and another company is not asked', async () => {
  const limiter = memoryLimiter();
  const limit = { points: 60_000, seconds: 60 };
  for (let i = 0; i < 60_000; i++) await limiter.take('company', company, limit);
  expect(await told(limiter, person())).toEqual([
    'Too many requests of your company. Wait a moment.',
    '60000',
  ]);
  expect((await told(limiter, person(null, newId())))[0]).toBe('fine');
});

test('what a person is refused does not use up what their company has', async () => {
  const limiter = memoryLimiter();
  const strict = {
    ...contract,
    limits: { rate: { points: 1, seconds: 60, by: 'user' } },
  } as Contract;
  const ada = person();
  for (let i = 0; i < 50; i++) await told(limiter, ada, strict);
  const { remaining } = await limiter.take('company', company, { points: 60_000, seconds: 60 });
  expect(remaining).toBe(60_000 - 2);
});

test('the limits of a request are asked for together', async () => {
  let under = 0;
  let most = 0;
  const slow: Limiter = {
    ...memoryLimiter(),
    async take(_bucket, _key, { points }) {
      most = Math.max(most, ++under);
      await new Promise(setImmediate);
      under -= 1;
      return { allowed: true, remaining: points - 1, reset_seconds: 60 };
    },
  };
  const strict = {
    ...contract,
    limits: { rate: { points: 9, seconds: 60, by: 'user' } },
  } as Contract;
  expect(await told(slow, person(), strict)).toEqual(['fine', '9']);
  expect(most).toBe(3);
});
