import { Transform } from 'node:stream';
import iconv from 'iconv-lite';
import type { Encoding } from './encodings';

/** Letters outside ASCII and zero bytes are counted up to here, plenty to tell encodings apart. */
const counted = 4_194_304;

export interface EncodingFound {
  encoding: Encoding;
  bom: boolean;
}

/**
 * Recognises the encoding from every byte of a file while it streams past, so that one odd byte at the
 * end of a large file is not missed. Memory does not grow.
 */
export class EncodingProbe {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private utf8 = true;
  private head = Buffer.alloc(0);
  private bytes = 0;
  private seen = 0;
  private readonly nulls = [0, 0];
  private readonly high = new Uint32Array(256);
  private lastHigh = false;
  private runs = 0;

  push(chunk: Buffer): void {
    if (this.head.length < 4) this.head = Buffer.concat([this.head, chunk.subarray(0, 4)]);
    if (this.utf8) {
      try {
        this.decoder.decode(chunk, { stream: true });
      } catch {
        this.utf8 = false;
      }
    }
    if (this.bytes < counted || !this.utf8) this.count(chunk);
    this.bytes += chunk.length;
  }

  private count(chunk: Buffer): void {
    this.seen += chunk.length;
    let at = this.bytes & 1;
    for (const byte of chunk) {
      if (byte === 0) this.nulls[at] = (this.nulls[at] ?? 0) + 1;
      at ^= 1;
      const isHigh = byte >= 0x80;
      if (isHigh) {
        this.high[byte] = (this.high[byte] ?? 0) + 1;
        if (!this.lastHigh) this.runs += 1;
      }
      this.lastHigh = isHigh;
    }
  }

  /** More zero bytes than text of any kind has: a program, a picture. */
  isBinary(): boolean {
    const [even = 0, odd = 0] = this.nulls;
    return (even + odd) * 100 > this.seen && !this.result().encoding.startsWith('utf-16');
  }

  result(): EncodingFound {
    const [a, b, c] = this.head;
    if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', bom: true };
    if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', bom: true };
    if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', bom: true };
    const [even = 0, odd = 0] = this.nulls;
    if (odd > this.seen / 8 && even * 10 < odd) return { encoding: 'utf-16le', bom: false };
    if (even > this.seen / 8 && odd * 10 < even) return { encoding: 'utf-16be', bom: false };
    if (this.utf8) {
      try {
        this.decoder.decode();
        return { encoding: 'utf-8', bom: false };
      } catch {
        this.utf8 = false;
      }
    }
    return { encoding: this.legacy(), bom: false };
  }

  /** One byte per letter: told apart by the letters that are frequent in one and rare in the others. */
  private legacy(): Encoding {
    const sum = (from: number, to: number): number =>
      this.high.subarray(from, to + 1).reduce((total, n) => total + n, 0);
    const all = sum(0x80, 0xff);
    if (sum(0xc0, 0xff) > all * 0.8 && all / Math.max(1, this.runs) >= 3) return 'windows-1251';
    const turkish = [0xd0, 0xdd, 0xde, 0xf0, 0xfd, 0xfe].reduce(
      (n, byte) => n + (this.high[byte] ?? 0),
      0,
    );
    if (turkish > all * 0.3) return 'windows-1254';
    return sum(0x80, 0x9f) > 0 ? 'windows-1252' : 'iso-8859-1';
  }
}

/** Bytes of the byte order mark, which no reader may see. */
export const bomBytes = ({ encoding, bom }: EncodingFound): number =>
  !bom ? 0 : encoding === 'utf-8' ? 3 : 2;

/** A stream that turns the bytes of a file, its mark taken off, into UTF-8 bytes. */
export function toUtf8(encoding: Encoding): Transform {
  const decoder = iconv.getDecoder(encoding, { stripBOM: true });
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, Buffer.from(decoder.write(chunk), 'utf8'));
    },
    flush(done) {
      done(null, Buffer.from(decoder.end() ?? '', 'utf8'));
    },
  });
}

/** The beginning of a file as text. A character cut at the end is dropped. */
export function decodeSample(bytes: Buffer, found: EncodingFound): string {
  const text = iconv.decode(bytes.subarray(bomBytes(found)), found.encoding, { stripBOM: true });
  return text.replace(/\uFFFD$/, '');
}
