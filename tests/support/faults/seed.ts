/** Choices at random that a seed repeats. */
export interface Random {
  /** From `from` up to, but not including, `to`. */
  between(from: number, to: number): number;
  pick<T>(list: readonly T[]): T;
  shuffled<T>(list: readonly T[]): T[];
}

/** Every choice of the fault tests comes from here (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (from: number, to: number) => from + next() * (to - from);
  return {
    between,
    pick: (list) => list[Math.floor(between(0, list.length))] as (typeof list)[number],
    shuffled(list) {
      const left = [...list];
      return list.map(() => left.splice(Math.floor(between(0, left.length)), 1)[0]) as typeof left;
    },
  };
}

/** `npm run test:faults`: many rounds instead of one. */
export const long = process.env.FAULTS === 'long';
export const rounds = Number(process.env.ROUNDS ?? (long ? 10 : 1));
/** SEED repeats a run. */
export const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000_000));
/** FAULT: only those whose names hold these words. */
export const only = process.env.FAULT ?? '';
