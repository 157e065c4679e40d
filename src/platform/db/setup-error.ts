/** The database is not in the state this Ambit needs; the message says what to do about it. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
