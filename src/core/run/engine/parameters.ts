/** The values of a statement in the making. `$1` is always the company. */
export class Parameters {
  readonly values: unknown[];

  constructor(company_id: string) {
    this.values = [company_id];
  }

  /** Adds a value and returns its placeholder, cast to `type` when one is given. */
  add(value: unknown, type?: string): string {
    this.values.push(value);
    return type ? `$${this.values.length}::${type}` : `$${this.values.length}`;
  }
}
