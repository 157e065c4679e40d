import type { Client } from './ambit';
import { memoryOf } from './measure';

/** What one export of everything gave. `grown_mb`: the most the server's memory grew beyond what it had before. */
export interface ExportFigures {
  readonly what: string;
  readonly rows: number;
  readonly megabytes: number;
  readonly first_ms: number;
  readonly seconds: number;
  readonly grown_mb: number;
}

const shown = 'fields=title,email,phone,account_id,status,owner_id,created_at';
const files = [
  ['CSV, the seven columns of the list', shown],
  ['CSV, all fields', ''],
  ['Excel, the seven columns of the list', `${shown}&format=xlsx`],
] as const;

/** P7: all contacts as a file, read as fast as they come. */
export async function exports(client: Client, pid: number): Promise<ExportFigures[]> {
  const { rows } = await client.call<{ rows: number }>('GET', '/contacts/export/preview');
  // The first one warms the server up.
  await exported(client, pid, 'warm', `${shown}&q=xanadu`, 0);
  const figures: ExportFigures[] = [];
  for (const [what, search] of files) {
    figures.push(await exported(client, pid, what, search, rows));
    console.log('P7', figures.at(-1));
  }
  return figures;
}

async function exported(
  client: Client,
  pid: number,
  what: string,
  search: string,
  rows: number,
): Promise<ExportFigures> {
  const before = memoryOf([pid]);
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, memoryOf([pid]));
  }, 100);
  const began = performance.now();
  const answer = await fetch(`${client.url}/api/contacts/export?${search}`, {
    headers: client.headers,
  });
  if (answer.status !== 200 || !answer.body) throw new Error(`${what}: ${await answer.text()}`);
  let bytes = 0;
  let first = 0;
  for await (const chunk of answer.body) {
    first ||= performance.now();
    bytes += chunk.byteLength;
  }
  clearInterval(watch);
  return {
    what,
    rows,
    megabytes: Math.round(bytes / 2 ** 20),
    first_ms: Math.round(first - began),
    seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
    grown_mb: Math.round(most - before),
  };
}
