import { QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { FreshQueryClient } from './query-client';

test('a change that is told while something is read for the first time is not missed', async () => {
  const client = new FreshQueryClient();
  const answers: ((value: string) => void)[] = [];
  const queryFn = () => new Promise<string>((resolve) => answers.push(resolve));
  const observer = new QueryObserver(client, { queryKey: ['records'], queryFn, retry: false });
  const stop = observer.subscribe(() => undefined);
  await expect.poll(() => answers.length).toBe(1);
  const told = client.invalidateQueries({ queryKey: ['records'] });
  await expect.poll(() => answers.length).toBe(2);
  answers[0]?.('before the change');
  answers[1]?.('after it');
  await told;
  expect(client.getQueryData(['records'])).toBe('after it');
  expect(observer.getCurrentResult()).toMatchObject({ data: 'after it', isFetching: false });
  stop();
});
