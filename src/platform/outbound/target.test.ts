import { describe, expect, test } from 'vitest';
import { isPublicAddress } from './address';
import { createOutbound } from './outbound';
import { OutboundError, targetOf } from './target';

/** Addresses that lead inside, in every spelling a URL parser or resolver may take. */
const hostile = [
  ...['https://127.0.0.1/', 'https://127.1/', 'https://127.0.1/', 'https://2130706433/'],
  ...['https://0x7f000001/', 'https://0x7f.0.0.1/', 'https://0177.0.0.1/', 'https://017700000001/'],
  ...['https://0x7f.1/', 'https://127.0.0.1./', 'https://127.255.255.254/', 'https://0/'],
  ...['https://0.0.0.0/', 'https://0.1.2.3/', 'https://①②⑦.⓪.⓪.①/', 'https://127。0。0。1/'],
  ...['https://10.0.0.1/', 'https://10.255.255.255/', 'https://172.16.0.1/', 'https://172.31.9.9/'],
  ...[
    'https://192.168.0.1/',
    'https://192.168.1.254/',
    'https://3232235777/',
    'https://0xC0A80101/',
  ],
  ...['https://169.254.169.254/latest/meta-data/', 'https://169.254.170.2/', 'https://2852039166/'],
  ...['https://0251.0376.0251.0376/', 'https://0xa9.0xfe.0xa9.0xfe/', 'https://0xa9fea9fe/'],
  ...[
    'https://100.64.0.1/',
    'https://100.100.100.200/',
    'https://192.0.0.1/',
    'https://192.0.2.1/',
  ],
  ...[
    'https://198.18.0.1/',
    'https://198.51.100.7/',
    'https://203.0.113.9/',
    'https://192.88.99.1/',
  ],
  ...[
    'https://224.0.0.1/',
    'https://239.255.255.250/',
    'https://240.0.0.1/',
    'https://255.255.255.255/',
  ],
  ...['https://[::1]/', 'https://[0:0:0:0:0:0:0:1]/', 'https://[::]/', 'https://[::127.0.0.1]/'],
  ...[
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::ffff:169.254.169.254]/',
  ],
  ...[
    'https://[::ffff:0:127.0.0.1]/',
    'https://[64:ff9b::127.0.0.1]/',
    'https://[64:ff9b:1::a00:1]/',
  ],
  ...['https://[2002:7f00:1::]/', 'https://[2002:a9fe:a9fe::]/', 'https://[2001:0:7f00:1::]/'],
  ...['https://[fe80::1]/', 'https://[fec0::1]/', 'https://[fc00::1]/', 'https://[fd00:ec2::254]/'],
  ...['https://[ff02::1]/', 'https://[2001:db8::1]/', 'https://[3fff::1]/', 'https://[100::1]/'],
  ...['https://[4000::1]/', 'https://[5f00::1]/', 'https://[2001:10::1]/', 'https://[2001:2::1]/'],
  ...['https://localhost/', 'https://LOCALHOST/', 'https://localhost./', 'https://a.localhost/'],
  ...['https://metadata/', 'https://metadata.google.internal/', 'https://printer.local/'],
  ...['https://db/', 'https://redis.lan/', 'https://intranet.corp/', 'https://x.home.arpa/'],
];

describe('addresses that lead inside', () => {
  test.each(hostile)('%s', (url) => {
    expect(() => targetOf(url, [])).toThrow(
      expect.objectContaining({ code: 'address_not_allowed' }),
    );
  });
});

describe('addresses that are none to call', () => {
  test.each([
    ['http://example.com/', 'not_https'],
    ['ftp://example.com/', 'not_https'],
    ['file:///etc/passwd', 'not_https'],
    ['gopher://example.com:70/_x', 'not_https'],
    ['javascript:alert(1)', 'not_https'],
    ['data:text/plain,x', 'not_https'],
    ['https://user:pass@example.com/', 'credentials_in_url'],
    ['https://user@example.com/', 'credentials_in_url'],
    ['https://example.com%00.evil.example/', 'invalid_url'],
    ['https://exa mple.com/', 'invalid_url'],
    ['https://[fe80::1%25eth0]/', 'invalid_url'],
    ['https://', 'invalid_url'],
    ['//example.com', 'invalid_url'],
    ['', 'invalid_url'],
    ['https://example.com:22/', 'port_not_allowed'],
    ['https://example.com:6379/', 'port_not_allowed'],
    ['https://example.com:80/', 'port_not_allowed'],
  ])('%s: %s', (url, code) => {
    expect(() => targetOf(url, [])).toThrow(expect.objectContaining({ code }));
  });
});

test.each([
  'https://example.com/hook?a=1',
  'https://8.8.8.8/',
  'https://[2606:4700::1111]/',
  'https://example.com:8443/x',
  'https://bücher.example/',
])('%s may be called', (url) => {
  expect(targetOf(url, []).allowed).toBe(false);
});

test('an allowed host may be called whatever its scheme, port and address; others like it may not', () => {
  const allow = ['127.0.0.1', 'hooks.internal', '[::1]'];
  for (const url of [
    'http://127.0.0.1:9000/x',
    'http://hooks.internal/',
    'http://HOOKS.internal./',
    'http://[::1]:80/',
  ])
    expect(targetOf(url, allow).allowed).toBe(true);
  for (const url of [
    'https://127.0.0.2/',
    'https://x.hooks.internal/',
    'https://hooks.internal.lan/',
  ])
    expect(() => targetOf(url, allow)).toThrow(OutboundError);
  expect(() => targetOf('http://a:b@127.0.0.1/', allow)).toThrow(OutboundError);
});

test('a very long address is none', () => {
  expect(() => targetOf(`https://example.com/${'x'.repeat(2000)}`, [])).toThrow(OutboundError);
});

test('what is no address is not public', () => {
  for (const text of ['', 'example.com', '1.2.3', 'fe80::1%eth0', '8.8.8.8/8', '::ffff:8.8.8.8'])
    expect(isPublicAddress(text), text).toBe(false);
});

test('a name that means something inside is refused when it is given; one that is not known yet is not', async () => {
  const meaning = (...addresses: string[]) =>
    createOutbound({
      allow: [],
      resolve: async () => addresses.map((address) => ({ address, family: 4 })),
    });
  const given = (...addresses: string[]) => meaning(...addresses).check('https://example.com/');
  await expect(given('10.0.0.1')).rejects.toMatchObject({ code: 'address_not_allowed' });
  await expect(given('93.184.216.34', '127.0.0.1')).rejects.toMatchObject({
    code: 'address_not_allowed',
  });
  await expect(given('::ffff:10.0.0.1')).rejects.toMatchObject({ code: 'address_not_allowed' });
  await expect(given('93.184.216.34')).resolves.toBeUndefined();
  await expect(given()).resolves.toBeUndefined();
});
