import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { projectRoot } from '@/platform/paths';

const page = join(projectRoot, 'docs/security.md');
const place = (what: string) => new RegExp(`(<!-- proof: ${what} -->\\n)([^]*?)(<!-- end -->)`);

/** 12,345 as 12,000: what a table may promise while the house grows. */
const floor = (count: number): number => {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  return Math.floor(count / unit) * unit;
};

/** A row of the page: figures that are reached at least, and figures that hold exactly. */
export type Figures = Readonly<Record<string, number>>;

/**
 * The row of docs/security.md that is named so is true: what it promises at least was reached, what it says exactly holds.
 * `PROOF=write` writes it anew.
 */
export async function holds(name: string, atLeast: Figures, exactly: Figures = {}): Promise<void> {
  const said = [
    ...Object.entries(atLeast).map(([what, count]) => `at least ${floor(count)} ${what}`),
    ...Object.entries(exactly).map(([what, count]) => `${count} ${what}`),
  ].join('; ');
  const line = `| ${name} | ${said} |\n`;
  const text = readFileSync(page, 'utf8');
  const row = new RegExp(`^\\| ${name.replaceAll(/[^\w ]/g, '.')} +\\| ([^|]*)\\|\\n`, 'm');
  if (process.env.PROOF === 'write') {
    const [, head = '', body = '', end = ''] = place('figures').exec(text) ?? [];
    const rows = row.test(body) ? body.replace(row, line) : body + line;
    writeFileSync(
      page,
      text.replace(place('figures'), () => head + rows + end),
    );
    return;
  }
  const promised = row.exec(text)?.[1] ?? '';
  for (const [what, count] of Object.entries(atLeast)) {
    const least = new RegExp(`at least (\\d+) ${what.replaceAll(/[^\w ]/g, '.')}`).exec(promised);
    expect(least, `docs/security.md says nothing of ${name}, ${what}: ${said}`).not.toBeNull();
    expect(count, `${name}: ${what}`).toBeGreaterThanOrEqual(Number(least?.[1]));
  }
  for (const [what, count] of Object.entries(exactly))
    expect(promised, `${name}: ${what}`).toContain(`${count} ${what}`);
}
