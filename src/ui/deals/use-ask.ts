'use client';

import { useCallback, useState } from 'react';
import type { RecordData } from '@/ui/data/types';
import type { BoardColumn } from '@/ui/patterns/board/board-model';
import type { Check } from './use-checks';

export type Values = Readonly<Record<string, unknown>>;

/** What must be known before deals come into a stage. */
export interface Question {
  /** `gate`: fields the stage needs. */
  readonly kind: 'won' | 'lost' | 'gate';
  readonly column: BoardColumn;
  /** Of the deal, when it is one. */
  readonly title: string | null;
  readonly count: number;
  /** How many of several lack what is asked for, and get it. */
  readonly lacking?: number;
  /** The fields that are asked for, and those of them that must be filled in. */
  readonly paths: readonly string[];
  readonly required: readonly string[];
  /** Entries of checklists to be ticked. */
  readonly checks?: readonly Check[];
  readonly values: Values;
  /** Won or lost: the stages to choose among, when there are several; the choice is `stage_id` of the answer. */
  readonly stages?: readonly BoardColumn[];
  /** Stores the answer; what it throws is shown beside the fields and the dialog stays. */
  readonly save?: (values: Values) => Promise<void>;
}

export interface Asking extends Question {
  readonly done: (values: Values | null) => void;
}

/** Why deals were lost or when they were won, and in which of several such stages; null when the stage asks nothing, or they are won or lost already. */
export function closingQuestion(
  column: BoardColumn,
  columns: readonly BoardColumn[],
  cards: readonly RecordData[],
  today: string,
): Question | null {
  const { kind } = column;
  if (kind === 'open' || cards.every((card) => card.status === kind)) return null;
  const [first] = cards;
  const lost = kind === 'lost';
  const stages = columns.filter((one) => one.kind === kind);
  return {
    kind,
    column,
    title: cards.length === 1 ? (first?.title ?? '') : null,
    count: cards.length,
    paths: lost ? ['lost_reason', 'lost_note'] : ['closed_on'],
    required: lost ? ['lost_reason'] : ['closed_on'],
    values: { stage_id: column.id, ...(lost ? {} : { closed_on: today }) },
    ...(stages.length > 1 ? { stages } : {}),
  };
}

/** Puts a question in a dialog; resolves with the answer, null when it was given up. */
export function useAsk() {
  const [asking, setAsking] = useState<Asking | null>(null);
  const ask = useCallback(
    (question: Question) =>
      new Promise<Values | null>((resolve) => {
        const done = (values: Values | null) => {
          setAsking(null);
          resolve(values);
        };
        setAsking({ ...question, done });
      }),
    [],
  );
  return { asking, ask };
}
