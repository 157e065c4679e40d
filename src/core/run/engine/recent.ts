/** Values by key, the least recently used forgotten first. */
export class Recent<V> {
  readonly #kept = new Map<string, V>();

  /** @param most entries kept */
  constructor(private readonly most: number) {}

  /** The value, made when it is not there. A promise that fails is not kept. */
  getOr(key: string, make: () => V): V {
    const found = this.#kept.get(key);
    if (found !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, found);
      return found;
    }
    const made = make();
    this.#kept.set(key, made);
    if (this.#kept.size > this.most) this.#kept.delete(this.#kept.keys().next().value as string);
    if (made instanceof Promise)
      made.catch(() => this.#kept.get(key) === made && this.#kept.delete(key));
    return made;
  }

  forget(key: string): void {
    this.#kept.delete(key);
  }
}
