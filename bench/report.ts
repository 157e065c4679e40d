import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { RecordPageFigures } from './activities';
import type { AuditFigures } from './audit';
import type { BoardFigures } from './board';
import type { ExportFigures } from './exports';
import { type Cpu, type Figures, totalCpu } from './measure';
import type { RightsFigures } from './rights';
import type { Fanout } from './streams';
import type { Delivered, WebhookFigures } from './webhooks';

export interface Report {
  readonly rows: number;
  readonly started_ms: number;
  readonly figures: { name: string; title: string; raw: Figures; ours: Figures }[];
  readonly lists: { name: string; indexed: boolean; p50: number; p95: number; worst: number }[];
  readonly searches: { kind: string; term: string; p50: number; p95: number; worst: number }[];
  exports?: ExportFigures[];
  board?: BoardFigures;
  recordPages?: RecordPageFigures;
  webhooks?: WebhookFigures;
  audit?: AuditFigures[];
  rights?: RightsFigures[];
  fanout?: { raw: Fanout; ours: Fanout };
  readonly notes: Record<string, number>;
}

const goals: Record<string, { rate: number; cpu: number }> = {
  P1: { rate: 0.6, cpu: 1.5 },
  P2: { rate: 0.5, cpu: 2 },
  P3: { rate: 0.5, cpu: 2 },
};
const shown = (cpu: Cpu): string => `${totalCpu(cpu)} (${cpu.node} + ${cpu.postgres})`;
const verdict = (met: boolean): string => (met ? 'met' : '**missed**');

/** Replaces the sections of docs/benchmarks.md that were measured; the others and what people wrote below the mark stay. */
export function writeReport(report: Report): void {
  const path = 'docs/benchmarks.md';
  const mark = '<!-- read by people from here -->';
  const [before = '', kept = '\n'] = read(path).split(mark);
  const { head, sections } = sectionsOf(tables(report).join('\n'));
  const all = new Map([...sectionsOf(before).sections, ...sections]);
  const inOrder = [...all].sort(([one], [other]) => placeOf(one) - placeOf(other));
  const text = [head, ...inOrder.map(([, section]) => section)].join('\n\n');
  writeFileSync(path, `${text}\n\n${mark}${kept}`);
  console.log(`written to ${path}`);
}

/** What stands before the first `## `, and each section by the first word of its heading: P4. */
function sectionsOf(text: string): { head: string; sections: Map<string, string> } {
  const [head = '', ...sections] = text.split(/^(?=## )/m).map((part) => part.trim());
  const named = sections.map((section): [string, string] => [
    /^## (\w+)/.exec(section)?.[1] ?? '',
    section,
  ]);
  return { head, sections: new Map(named) };
}

/** P1, what rights make of it, P2 to P12, G21, then the log. */
const placeOf = (name: string): number =>
  name === 'Rights' ? 1.5 : name === 'Audit' ? 99 : Number(name.slice(1));

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function tables({
  rows,
  figures,
  lists,
  searches,
  exports,
  board,
  recordPages,
  fanout,
  webhooks,
  audit,
  rights,
  notes,
}: Report): string[] {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, PostgreSQL on the same machine`;
  const contacts = `${rows.toLocaleString('en')} contacts`;
  const lines = [
    '# Figures',
    '',
    `Measured by \`npm run bench\` on ${machine}.`,
    'Times include HTTP; the load generator shares the machine. The raw baseline is `bench/raw-server.ts`: the same statements without login, validation, isolation and transactions, in the same run and in turns; figures are medians of the rounds. A run replaces the sections it measured and leaves the others.',
  ];
  if (figures.length > 0) {
    lines.push(
      '',
      `## P1 to P3: requests against the raw baseline, 16 connections, ${contacts}`,
      '',
      '| # | what | raw/s | Ambit/s | ratio | goal | raw CPU ms (node + PostgreSQL) | CPU ms (node + PostgreSQL) | ratio | goal | p97.5 ms | |',
      '|---|---|---|---|---|---|---|---|---|---|---|---|',
    );
    for (const { name, title, raw, ours } of figures) {
      const rate = ours.requests_per_second / raw.requests_per_second;
      const cpu = totalCpu(ours.cpu) / totalCpu(raw.cpu);
      const goal = goals[name] ?? { rate: 0, cpu: 0 };
      lines.push(
        `| ${name} | ${title} | ${raw.requests_per_second} | ${ours.requests_per_second} | ${rate.toFixed(2)} | ${goal.rate} | ${shown(raw.cpu)} | ${shown(ours.cpu)} | ${cpu.toFixed(2)} | ${goal.cpu} | ${ours.p97_5_ms} | ${verdict(rate >= goal.rate && cpu <= goal.cpu && ours.errors === 0)} |`,
      );
    }
  }
  if (lists.length > 0) {
    lines.push(
      '',
      `## P4: published list queries over ${contacts}`,
      '',
      '| query | p50 ms | p95 ms | worst ms | goal | |',
      '|---|---|---|---|---|---|',
    );
    for (const { name, indexed, p50, p95, worst } of lists)
      lines.push(
        `| ${name} | ${p50} | ${p95} | ${worst} | ${indexed ? 100 : 600} | ${verdict(p95 <= (indexed ? 100 : 600))} |`,
      );
    lines.push('', 'The queries are in `bench/queries.ts`, their plans in `bench/plans`.');
  }
  if (searches.length > 0) {
    lines.push(
      '',
      `## P5: search as you type among ${contacts}`,
      '',
      '| term | p50 ms | p95 ms | worst ms | goal | |',
      '|---|---|---|---|---|---|',
    );
    for (const { kind, p50, p95, worst } of searches)
      lines.push(`| ${kind} | ${p50} | ${p95} | ${worst} | 50 | ${verdict(p95 <= 50)} |`);
  }
  if (exports) {
    lines.push(
      '',
      `## P7: ${contacts} as a file`,
      '',
      'Read as fast as they come, on the same machine. The goal of 100,000 records a second is that of CSV.',
      '',
      '| file | MB | first byte, ms | seconds | records a second | memory grew, MB | |',
      '|---|---|---|---|---|---|---|',
    );
    for (const { what, rows: sent, megabytes, first_ms, seconds, grown_mb } of exports) {
      const rate = Math.round(sent / seconds);
      const judged = what.startsWith('CSV') ? verdict(rate >= 100_000) : '';
      lines.push(
        `| ${what} | ${megabytes} | ${first_ms} | ${seconds} | ${rate.toLocaleString('en')} | ${grown_mb} | ${judged} |`,
      );
    }
  }
  if (board) {
    const { answer, shown, seen } = board;
    lines.push(
      '',
      `## P8: a board of ${board.deals.toLocaleString('en')} open deals`,
      '',
      'One card is moved by keyboard in one browser, a second after it came to rest, while a second one looks on; both browsers share the machine.',
      '',
      '| what | p50 ms | p95 ms | worst ms | goal | |',
      '|---|---|---|---|---|---|',
    );
    for (const [what, times, goal] of [
      ['the board over HTTP', answer, 60],
      ['from putting a card down to seeing it in its new column', shown, 50],
      ['from putting it down to seeing it there in the other browser', seen, 150],
    ] as const)
      lines.push(
        `| ${what} | ${times.p50} | ${times.p95} | ${times.worst} | ${goal} | ${verdict(times.p95 <= goal)} |`,
      );
  }
  if (recordPages) {
    lines.push(
      '',
      `## P9: the page of a record, ${recordPages.activities.toLocaleString('en')} activities in the table`,
      '',
      '| request | p50 ms | p95 ms | worst ms | goal | |',
      '|---|---|---|---|---|---|',
    );
    for (const { what, p50, p95, worst } of recordPages.requests)
      lines.push(`| ${what} | ${p50} | ${p95} | ${worst} | 60 | ${verdict(p95 <= 60)} |`);
  }
  if (fanout) {
    const { raw, ours } = fanout;
    lines.push(
      '',
      '## P10: 1,000 open streams, one write, to the last reader',
      '',
      'The raw baseline passes lines on without writing anything down (`bench/raw-stream.ts`). Memory is what a stream adds to the server.',
      '',
      '| | p50 ms | p95 ms | worst ms | memory each | goal | |',
      '|---|---|---|---|---|---|---|',
      `| raw | ${raw.p50} | ${raw.p95} | ${raw.worst} | ${raw.kb_each} kB | | |`,
      `| Ambit | ${ours.p50} | ${ours.p95} | ${ours.worst} | ${ours.kb_each} kB | 150 | ${verdict(ours.p95 <= 150)} |`,
    );
  }
  if (rights) lines.push(...rightsTable(rights, contacts));
  if (webhooks) {
    const { raw, alone, beside } = webhooks;
    const line = (what: string, { p50, p95, worst }: Delivered, goal: number | null) =>
      `| ${what} | ${p50} | ${p95} | ${worst} | ${goal ?? ''} | ${goal === null ? '' : verdict(p95 <= goal)} |`;
    lines.push(
      '',
      '## G21: webhooks, from the answer to a write to its delivery at 50 endpoints',
      '',
      'The dead ones refuse, hang or answer 500, 50 each. Raw are the same calls without a write, a queue and signatures.',
      '',
      '| | p50 ms | p95 ms | worst ms | goal | |',
      '|---|---|---|---|---|---|',
      line('raw', raw, null),
      line('50 healthy endpoints', alone, 5000),
      line('the same beside 150 dead ones', beside, Math.round(alone.p95 * 1.2)),
    );
  }
  if (audit) {
    lines.push(
      '',
      '## Audit: `npm run ambit -- audit verify` beside the running server',
      '',
      'Raw reads the same rows in the same portions and throws them away. Memory is the most that the command held, Node itself included.',
      '',
      '| events | seconds | events/s | raw seconds | ratio | memory MB |',
      '|---|---|---|---|---|---|',
    );
    for (const { events, seconds, raw_seconds, memory_mb } of audit)
      lines.push(
        `| ${events.toLocaleString('en')} | ${seconds.toFixed(1)} | ${Math.round(events / seconds).toLocaleString('en')} | ${raw_seconds.toFixed(1)} | ${(seconds / raw_seconds).toFixed(2)} | ${memory_mb} |`,
      );
  }
  if (notes.idle_memory_mb !== undefined) {
    const {
      idle_memory_mb: idle = 0,
      start_ms: start = 0,
      new_company_ms: company = 0,
      memory_after_load_mb: loaded = 0,
    } = notes;
    lines.push(
      '',
      '## P12: footprint',
      '',
      '| what | measured | goal | |',
      '|---|---|---|---|',
      `| memory when idle | ${idle} MB | 350 MB | ${verdict(idle <= 350)} |`,
      `| start to first answer, built | ${start} ms | 5000 ms | ${verdict(start <= 5000)} |`,
      `| new company, p95 | ${company} ms | 100 ms | ${verdict(company <= 100)} |`,
      `| memory after the loads above | ${loaded} MB | | |`,
    );
  }
  return lines;
}

/** What every one of them costs beside the owner, whom nothing limits. */
function rightsTable(rights: readonly RightsFigures[], contacts: string): string[] {
  const owner = rights[0]?.figures;
  if (!owner) return [];
  const lines = [
    '',
    `## Rights: the list of P1 under them, 16 connections, ${contacts}`,
    '',
    'By API keys, in turns in one run; medians of the rounds. What a right costs is the CPU of a request beside that of the owner. Every answer holds 50 contacts with owner and account; a team of everybody gets the very page of the owner, a smaller one reads other contacts.',
    '',
    '| who | requests/s | p50 ms | p97.5 ms | CPU ms (node + PostgreSQL) | ratio | goal | |',
    '|---|---|---|---|---|---|---|---|',
  ];
  for (const { who, figures } of rights) {
    const ratio = totalCpu(figures.cpu) / totalCpu(owner.cpu);
    const judged =
      figures === owner ? ['', ''] : ['1.05', verdict(ratio <= 1.05 && figures.errors === 0)];
    lines.push(
      `| ${who} | ${figures.requests_per_second} | ${figures.p50_ms} | ${figures.p97_5_ms} | ${shown(figures.cpu)} | ${ratio.toFixed(2)} | ${judged.join(' | ')} |`,
    );
  }
  return lines;
}
