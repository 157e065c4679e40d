// npm run gen migration <what it is for>: writes the migration from the last one to the code, to be read by a person.
// npm run gen passwords: writes the list of leaked passwords anew.
import { checkNode, fail, install, run } from './lib.mjs';

checkNode();
install();
const [what, ...rest] = process.argv.slice(2);
if (what !== 'migration' && what !== 'passwords')
  fail('Usage: npm run gen migration <what it is for>, or npm run gen passwords');
run(process.execPath, ['--import', 'tsx', `bin/gen-${what}.ts`, ...rest]);
