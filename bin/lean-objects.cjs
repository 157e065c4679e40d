// Turbopack loader for the browser's copy of the objects, without what the server alone reads: the other names of fields, which are
// for imports and a fifth of what the definitions weigh, and how they are stored. Names of choices stay, for they can be pasted.
const kept = /^\s*\{ value: /;
const server =
  /, (aliases: \[[^\]]*\]|(indexed|personal|unique|acyclic|kept_by_undo): true|(then_by|inverse): '[^']*')/g;

module.exports = (source) =>
  source
    .split('\n')
    .map((line) => (kept.test(line) ? line : line.replace(server, '')))
    .join('\n');
