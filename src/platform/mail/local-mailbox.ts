import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock';
import type { OutgoingMail } from './mail';

export interface KeptMail extends Omit<OutgoingMail, 'headers'> {
  /** ISO 8601, UTC. */
  readonly sent_at: string;
}

const most = 200;

/** Mails as files in DATA_DIR/mailbox, newest 200, readable by the owner of the process alone. */
export class LocalMailbox {
  private readonly folder: string;

  constructor(
    data_dir: string,
    private readonly clock: Clock,
  ) {
    this.folder = join(data_dir, 'mailbox');
  }

  async keep(mail: OutgoingMail): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const { id, to, subject, text, html } = mail;
    const sent_at = this.clock.now().toISOString();
    const kept: KeptMail = { id, sent_at, to, subject, text, html };
    const draft = join(this.folder, `${kept.id}.draft`);
    await writeFile(draft, JSON.stringify(kept), { mode: 0o600 });
    await rename(draft, join(this.folder, `${kept.id}.json`));
    const old = (await this.names()).slice(most);
    await Promise.all(old.map((name) => rm(join(this.folder, name), { force: true })));
  }

  /** Newest first. */
  async list(limit = 50): Promise<KeptMail[]> {
    const names = (await this.names()).slice(0, limit);
    return Promise.all(
      names.map(
        async (name) => JSON.parse(await readFile(join(this.folder, name), 'utf8')) as KeptMail,
      ),
    );
  }

  private async names(): Promise<string[]> {
    try {
      const names = await readdir(this.folder);
      return names
        .filter((name) => name.endsWith('.json'))
        .sort()
        .reverse();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}
