// npm run gen migration <what it is for>: writes the migration from the last one to the code, to be read by a person.
import { checkNode, fail, install, run } from './lib.mjs';

checkNode();
install();
const [what, ...rest] = process.argv.slice(2);
if (what !== 'migration') fail('Usage: npm run gen migration <what it is for>');
run(process.execPath, ['--import', 'tsx', 'bin/gen-migration.ts', ...rest]);
