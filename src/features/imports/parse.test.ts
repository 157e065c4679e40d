import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { newId } from '@/platform/ids';
import { diskStorage } from '@/platform/storage/disk';
import { readRows, rowsOf } from './parse';
import { copyAsUtf8 } from './upload';

const cells = (text: string, delimiter = ',') => rowsOf(text, delimiter).map((row) => row.cells);

describe('rows', () => {
  test('keep quotes, blanks and mixed line ends as they stand', () => {
    expect(cells('a,"b ""x"", y\nz"\r\n\r\n"Bär" AG,3" pipe\n1')).toEqual([
      ['a', 'b "x", y\nz'],
      [''],
      ['"Bär" AG', '3" pipe'],
      ['1'],
    ]);
  });

  test('are the same however the file is cut into portions', async () => {
    const text = 'näme;x\r\n"zwei\r\nZeilen";"q""q"\r\n\r\nä;ö\n'.repeat(40);
    const bytes = Buffer.from(text);
    const whole = rowsOf(text, ';');
    for (const size of [1, 2, 3, 7, 64]) {
      async function* portions() {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      }
      const found = [];
      for await (const rows of readRows(portions(), { delimiter: ';', start: 0, row: 1 })) {
        found.push(...rows);
      }
      expect(found).toEqual(whole);
    }
  });

  test('can be read on from the end of any of them', async () => {
    const text = 'a,b\n"c\nd",e\n\nf,g\n';
    const whole = rowsOf(text, ',');
    for (const { end, row } of whole) {
      async function* rest() {
        yield Buffer.from(text).subarray(end);
      }
      const found = [];
      const place = { delimiter: ',', start: end, row: row + 1 };
      for await (const rows of readRows(rest(), place)) found.push(...rows);
      expect(found).toEqual(whole.slice(row));
    }
  });

  test('that never end are given up one line at a time', () => {
    const found = rowsOf('a,b\n1,"open\n2,y\n3,z', ',');
    expect(found.map(({ row, cells: [first], fault }) => [row, first, fault])).toEqual([
      [1, 'a', undefined],
      [2, undefined, 'unclosed_quote'],
      [3, '2', undefined],
      [4, '3', undefined],
    ]);
  });

  test('a line of 300 MB passes without being kept', async () => {
    const portion = Buffer.alloc(1_048_576, 'x');
    async function* long() {
      yield Buffer.from('a,b\n');
      for (let i = 0; i < 300; i += 1) yield portion;
      yield Buffer.from('\n1,2\n');
    }
    const before = process.memoryUsage().rss;
    const found = [];
    for await (const rows of readRows(long(), { delimiter: ',', start: 0, row: 1 })) {
      found.push(...rows);
    }
    expect(found.map(({ row, fault }) => [row, fault])).toEqual([
      [1, undefined],
      [2, 'row_too_long'],
      [3, undefined],
    ]);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1_048_576);
  });

  test('a file that cannot be read at all is given up', async () => {
    async function* lines() {
      for (let i = 0; i <= 100; i += 1) yield Buffer.from(`${'x'.repeat(500_001)}\n`);
    }
    const reading = (async () => {
      for await (const rows of readRows(lines(), { delimiter: ',', start: 0, row: 1 })) {
        expect(rows[0]?.fault).toBe('row_too_long');
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'invalid' });
    const text = `${'x'.repeat(500_001)}\n`.repeat(12);
    expect(rowsOf(text, ',').length).toBeLessThanOrEqual(12);
  });
});

describe('a copy as UTF-8', () => {
  const broken = () =>
    Readable.from(
      (async function* () {
        yield Buffer.from('Name');
        throw new Error('the disk is gone');
      })(),
    );

  test('is refused, and nothing kept, when the file cannot be read to its end', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ambit-copy-'));
    try {
      const disk = diskStorage(folder);
      const key = `imports/${newId()}`;
      await expect(copyAsUtf8(disk, key, 'windows-1252')).rejects.toMatchObject({ code: 'ENOENT' });
      const failing = { ...disk, read: broken };
      await expect(copyAsUtf8(failing, key, 'windows-1252')).rejects.toThrow('the disk is gone');
      expect(await readdir(join(folder, 'imports'))).toEqual([]);
      await disk.write(key, Readable.from([Buffer.from([0x4d, 0xfc])]));
      expect(await copyAsUtf8(disk, key, 'windows-1252')).toBe(3);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
