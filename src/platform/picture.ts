import { fileTypeFromBuffer } from 'file-type';

/** Why a picture is not taken: another type, too many pixels, or a content that cannot be drawn. */
export class PictureError extends Error {
  constructor(readonly reason: 'type' | 'pixels' | 'content') {
    super(`The picture is refused for its ${reason}.`);
    this.name = 'PictureError';
  }
}

const types: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp']);

interface Bounds {
  /** Pixels of a side as it comes. */
  readonly largest: number;
  /** Pixels it is made to fit into; smaller ones stay as they are. */
  readonly width: number;
  readonly height: number;
}

/**
 * Draws a PNG, JPEG or WebP anew as PNG, upright and without anything but its pixels, so that whoever reads it later reads
 * what was written here. What it is, its content says. Throws PictureError.
 */
export async function drawnAnew(bytes: Buffer, { largest, ...fit }: Bounds): Promise<Buffer> {
  // Nothing else reaches the library: it could read SVG and more.
  if (!types.has((await fileTypeFromBuffer(bytes))?.mime ?? '')) throw new PictureError('type');
  // Loaded where it is used: it is large, and not there on every machine.
  const { default: sharp } = await import('sharp');
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (width > largest || height > largest) throw new PictureError('pixels');
    return await sharp(bytes, { failOn: 'error', limitInputPixels: largest * largest })
      .timeout({ seconds: 10 })
      .autoOrient()
      .resize({ ...fit, fit: 'inside', withoutEnlargement: true })
      .png({ compressionLevel: 9 })
      .toBuffer();
  } catch (error) {
    throw error instanceof PictureError ? error : new PictureError('content');
  }
}
