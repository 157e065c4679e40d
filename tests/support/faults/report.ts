import { appendFileSync, mkdirSync } from 'node:fs';
import type { Findings } from './books';
import type { Tally } from './load';

interface Line {
  rounds: number;
  acknowledged: number;
  lost: number;
  doubled: number;
  refused: number;
  reads: number;
  writes: number;
}

/** Where `npm run test:faults` finds what its tests report. */
export const reportFile = '.cache/faults.md';

/** What a run of faults came to, as a table. */
export class Report {
  private readonly lines = new Map<string, Line>();
  private readonly notes: string[] = [];

  constructor(private readonly title: string) {}

  add(fault: string, { acknowledged, refused, longest }: Tally, found: Findings): void {
    const line = this.lines.get(fault) ?? {
      rounds: 0,
      acknowledged: 0,
      lost: 0,
      doubled: 0,
      refused: 0,
      reads: 0,
      writes: 0,
    };
    this.lines.set(fault, {
      rounds: line.rounds + 1,
      acknowledged: line.acknowledged + acknowledged.size,
      lost: line.lost + found.lost.length,
      doubled: line.doubled + found.doubled.length,
      refused: line.refused + refused,
      reads: Math.max(line.reads, longest.reads),
      writes: Math.max(line.writes, longest.writes),
    });
  }

  /** A sentence below the table; only the last one counts that begins alike. */
  note(sentence: string): void {
    const begin = sentence.split(':')[0] ?? '';
    const at = this.notes.findIndex((other) => other.startsWith(begin));
    this.notes.splice(at < 0 ? this.notes.length : at, at < 0 ? 0 : 1, sentence);
  }

  print(): void {
    if (this.lines.size === 0 && this.notes.length === 0) return;
    const ms = (value: number) => String(Math.round(value));
    const rows = [...this.lines]
      .sort()
      .map(([fault, line]) =>
        [
          fault,
          line.rounds,
          line.acknowledged,
          line.lost,
          line.doubled,
          line.refused,
          ms(line.reads),
          ms(line.writes),
        ].join(' | '),
      );
    const table = [
      'fault | rounds | acknowledged | lost | doubled | refused (503) | longest without a read, ms | longest without a write, ms',
      '--- | --- | --- | --- | --- | --- | --- | ---',
      ...rows,
    ].map((row) => `| ${row} |`);
    const text = [
      `### ${this.title}`,
      '',
      ...(rows.length > 0 ? [...table, ''] : []),
      ...this.notes.map((sentence) => `- ${sentence}`),
      '',
    ].join('\n');
    console.log(text);
    mkdirSync('.cache', { recursive: true });
    appendFileSync(reportFile, `${text}\n`);
  }
}
