import { expect, test } from 'vitest';
import { readEnv } from '@/platform/env';
import { addressBucket, clientAddress } from './caller';

const behind = (proxies: number) =>
  readEnv({ TRUST_PROXY: String(proxies), AMBIT_SECRET: 'x'.repeat(32), DATA_DIR: '/tmp/unused' });

test.each([
  ['without a proxy nobody is believed', 0, '10.0.0.1', '1.2.3.4', '10.0.0.1'],
  ['one proxy wrote the last entry', 1, '10.0.0.1', '6.6.6.6, 1.2.3.4', '1.2.3.4'],
  ['of two the outer one', 2, '10.0.0.1', '6.6.6.6, 1.2.3.4, 10.0.0.2', '1.2.3.4'],
  ['fewer entries than proxies', 2, '10.0.0.1', '1.2.3.4', '1.2.3.4'],
  ['no address at all', 1, '10.0.0.1', 'unknown; drop table', '10.0.0.1'],
  ['no header', 1, '10.0.0.1', null, '10.0.0.1'],
  ['IPv4 inside IPv6', 0, '::ffff:10.0.0.1', null, '10.0.0.1'],
  ['IPv4 inside IPv6, as a proxy writes it', 1, '10.0.0.1', '::FFFF:1.2.3.4', '1.2.3.4'],
])('the address of a client: %s', (_what, proxies, peer, forwarded, expected) => {
  expect(clientAddress(peer, forwarded, behind(proxies))).toBe(expected);
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::9', '2001:db8:1:2'],
  ['2001:db8::9', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  [null, 'unknown'],
])('%s counts as %s', (address, bucket) => {
  expect(addressBucket(address)).toBe(bucket);
});
