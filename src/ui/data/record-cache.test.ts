import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { keys } from './keys';
import { findCached, patchCached, snapshot } from './record-cache';

const record = (id: string, name: string) => ({ id, title: name, version: 1, name, custom: {} });
const answer = <T>(data: T) => ({ data, request_id: 'r' });

function filled(): QueryClient {
  const client = new QueryClient();
  client.setQueryData(keys.list('contacts', 'a'), {
    pages: [answer([record('1', 'Anna'), record('2', 'Ben')]), answer([record('3', 'Cem')])],
    pageParams: [null, 'next'],
  });
  client.setQueryData(keys.record('contacts', '1'), answer(record('1', 'Anna')));
  client.setQueryData(
    keys.timeline('contacts', '1'),
    answer([{ id: '1', name: 'contact.created' }]),
  );
  client.setQueryData(keys.list('accounts', 'a'), {
    pages: [answer([record('1', 'Acme')])],
    pageParams: [null],
  });
  return client;
}

interface Pages {
  pages: { data: { name: string }[] }[];
}

describe('record cache', () => {
  it('patches every copy of a record and nothing else', () => {
    const client = filled();
    const before = client.getQueryData<Pages>(keys.list('contacts', 'a'));
    patchCached(client, 'contacts', new Set(['1']), (one) => ({ ...one, name: 'Anne' }));

    const after = client.getQueryData<Pages>(keys.list('contacts', 'a'));
    expect(after?.pages[0]?.data.map((one) => one.name)).toEqual(['Anne', 'Ben']);
    expect(after?.pages[1]).toBe(before?.pages[1]);
    expect(client.getQueryData(keys.record('contacts', '1'))).toMatchObject({
      data: { name: 'Anne' },
    });
    expect(client.getQueryData(keys.timeline('contacts', '1'))).toMatchObject({
      data: [{ name: 'contact.created' }],
    });
    expect(client.getQueryData(keys.list('accounts', 'a'))).toMatchObject({
      pages: [{ data: [{ name: 'Acme' }] }],
    });
  });

  it('finds a copy wherever it is', () => {
    expect(findCached(filled(), 'contacts', '3')?.title).toBe('Cem');
    expect(findCached(filled(), 'contacts', '9')).toBeUndefined();
  });

  it('puts everything back', () => {
    const client = filled();
    const undo = snapshot(client, 'contacts');
    patchCached(client, 'contacts', new Set(['1', '2', '3']), (one) => ({ ...one, name: 'x' }));
    undo();
    expect(
      client
        .getQueryData<Pages>(keys.list('contacts', 'a'))
        ?.pages.flatMap((page) => page.data.map((one) => one.name)),
    ).toEqual(['Anna', 'Ben', 'Cem']);
  });
});
