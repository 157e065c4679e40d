// Checks the import rules of .dependency-cruiser.cjs. dependency-cruiser reads TypeScript with swc here (TypeScript 7
// has no compiler API), which never tells it that .tsx files hold JSX nor which imports are of types alone. Both are
// put right before it loads: rules whose comment starts with "at run time" see the sources without type imports.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const swc = require('@swc/core');
const { parseFileSync } = swc;
let withTypes = true;
swc.parseFileSync = (file, options) => {
  const ast = parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') });
  return withTypes ? ast : { ...ast, body: ast.body.filter((node) => !isTypeOnly(node)) };
};

const { cruise } = await import('dependency-cruiser');
const { default: extractOptions } = await import(
  'dependency-cruiser/config-utl/extract-depcruise-options'
);

const { ruleSet, ...options } = await extractOptions('./.dependency-cruiser.cjs');
const folders = ['src', 'app', 'tests', 'db', 'bench'].filter((folder) => existsSync(folder));
let failed = false;
for (withTypes of [true, false]) {
  const forbidden = ruleSet.forbidden.filter(
    ({ comment }) => withTypes !== (comment ?? '').startsWith('at run time'),
  );
  const result = await cruise(folders, { ...options, ruleSet: { forbidden }, outputType: 'err' });
  console.log(`${withTypes ? 'all imports' : 'imports at run time'}: ${result.output}`);
  failed ||= result.exitCode !== 0;
}
process.exit(failed ? 1 : 0);

function isTypeOnly(node) {
  if (node.type === 'ImportDeclaration') {
    if (node.typeOnly) return true;
    return node.specifiers.length > 0 && node.specifiers.every(({ isTypeOnly }) => isTypeOnly);
  }
  return node.type === 'ExportNamedDeclaration' && node.typeOnly === true;
}
