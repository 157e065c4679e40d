/** The key of a separator's words under `importing.delimiter`. */
export function delimiterName(delimiter: string): 'comma' | 'semicolon' | 'tab' | 'pipe' {
  return delimiter === ';'
    ? 'semicolon'
    : delimiter === '\t'
      ? 'tab'
      : delimiter === '|'
        ? 'pipe'
        : 'comma';
}
