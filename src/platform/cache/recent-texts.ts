interface Entry {
  readonly versions: string;
  readonly text: string;
  readonly bytes: number;
  /** By performance.now(). */
  readonly until: number;
}

/** Two bytes a character at most, and what Node needs for the key, the entry and its place. */
const bytesOf = (key: string, versions: string, text: string): number =>
  2 * (key.length + versions.length + text.length) + 300;

/** Texts by key, those used last, within a number of bytes. One text takes at most a sixteenth of them. */
export class RecentTexts {
  private readonly entries = new Map<string, Entry>();
  bytes = 0;

  constructor(private readonly most: number) {}

  /** The text, when it is of these versions and not too old. */
  get(key: string, versions: string): string | null {
    const entry = this.entries.get(key);
    if (!entry) return null;
    if (entry.versions !== versions || entry.until <= performance.now()) return null;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.text;
  }

  put(key: string, versions: string, text: string, ttl_ms: number): void {
    this.drop(key);
    const bytes = bytesOf(key, versions, text);
    if (bytes > this.most / 16) return;
    this.entries.set(key, { versions, text, bytes, until: performance.now() + ttl_ms });
    this.bytes += bytes;
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= this.most) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.bytes -= this.entries.get(key)?.bytes ?? 0;
    this.entries.delete(key);
  }
}
