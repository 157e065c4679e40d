'use client';

import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { dealChecks } from '@/objects/deals/object';
import { type Answer, api } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText, useIssueText } from '@/ui/data/issue-text';
import { keys } from '@/ui/data/keys';
import { patchCached } from '@/ui/data/record-cache';
import { refresh } from '@/ui/data/refresh';
import type { RecordData } from '@/ui/data/types';
import { type OfObject, useUndoToast } from '@/ui/data/undo';
import {
  afterAt,
  type Board,
  type BoardColumn,
  cardOf,
  columnOf,
  type Spot,
  spotOf,
  withCardAt,
} from '@/ui/patterns/board/board-model';
import { patchOf } from '@/ui/patterns/model/entries';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { dayIn } from '@/ui/patterns/values/calendar';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { toast } from '@/ui/primitives/toast';
import { lacking, missingFields } from './missing-fields';
import { useMoveQueue, worthOf } from './move-queue';
import { closingQuestion, type Question, type Values } from './use-ask';
import { checksQuery, untickedIn } from './use-checks';

/** A deal on its way to a spot. */
interface Move {
  readonly card: RecordData;
  readonly spot: Spot;
  /** Reason of a loss, day of a close. */
  readonly more: Values;
  /** What was changed for it before; undone with it. */
  readonly requests: readonly (string | OfObject)[];
}

/** Several on their way to the top of a stage. */
interface Many {
  readonly cards: readonly RecordData[];
  readonly column: BoardColumn;
  readonly more: Values;
  readonly requests: readonly (string | OfObject)[];
}

/** What a stage asked for when it refused: fields, and entries of the checklist of the one before. */
interface Missing {
  readonly paths: readonly string[];
  readonly checks: readonly string[];
}

interface Options {
  readonly scope: ObjectScope;
  readonly queryKey: QueryKey;
  readonly ask: (question: Question) => Promise<Values | null>;
}

/**
 * Moves deals between stages: shown at once, sent one after the other, taken back with a word why when refused. `pending`
 * counts those that are on their way.
 */
export function useDealMoves({ scope, queryKey, ask }: Options, pending: { current: number }) {
  const client = useQueryClient();
  const t = useTranslations('board');
  const showUndo = useUndoToast();
  const errorText = useErrorText();
  const issueText = useIssueText();
  const locale = useLocaleInfo();
  const object = scope.object.name;
  const later = useMoveQueue(object, pending);

  const show = useCallback(
    (id: string, spot: Spot, more: Values = {}) =>
      client.setQueryData<Board>(queryKey, (board) => {
        if (!board) return board;
        const enter = (card: RecordData, column: BoardColumn): RecordData =>
          card.stage_id === column.id
            ? { ...card, ...more }
            : {
                ...card,
                stage_id: column.id,
                status: column.kind,
                probability: column.probability,
                stage_since: locale.now.toISOString(),
                ...more,
              };
        return withCardAt(board, id, spot, enter, worthOf);
      }),
    [client, queryKey, locale],
  );
  const why = (error: unknown): string => {
    const issue = isApiError(error) ? error.issues[0] : undefined;
    return issue ? issueText(issue) : errorText(error);
  };
  /** What a stage asks for, and the one that was chosen among several that are won, or lost; null when it was given up. */
  const askFor = async (board: Board, column: BoardColumn, cards: readonly RecordData[]) => {
    const today = dayIn(locale.now, locale.timeZone);
    const question = closingQuestion(column, board.columns, cards, today);
    if (!question) return { column, more: {} };
    const answer = await ask(question);
    if (!answer) return null;
    const { stage_id, ...more } = answer;
    return { column: columnOf(board, String(stage_id)) ?? column, more };
  };

  const missingIn = (error: unknown): Missing => ({
    paths: missingFields(error, (path) => scope.byPath.has(path)),
    checks: untickedIn(error),
  });
  const isNone = ({ paths, checks }: Missing) => paths.length + checks.length === 0;
  const namesOf = async (ids: readonly string[]) =>
    ids.length === 0 ? [] : (await client.fetchQuery(checksQuery(ids))).data;
  /** Ticks entries in those of some deals that lack them. Answers the request, for an undo. */
  const tickIn = async (deals: readonly string[], checks: readonly string[]) => {
    if (checks.length === 0) return [];
    const body = { deal_ids: deals, check_ids: checks };
    const { data, request_id } = await api<{ ticked: number }>('POST', `/${object}/tick`, body);
    // All of them were ticked already: nothing to undo.
    return data.ticked > 0 ? [{ object: dealChecks.name, request_id }] : [];
  };

  /** What a stage needs and the deal lacks is asked for, stored, and the move tried again. */
  const fillIn = async (move: Move, column: BoardColumn, { paths, checks }: Missing) => {
    const { id, title } = move.card;
    const requests = [...move.requests];
    const card = () => cardOf(client.getQueryData<Board>(queryKey) ?? { columns: [] }, id);
    const values = await ask({
      kind: 'gate',
      column,
      title,
      count: 1,
      paths,
      required: paths,
      checks: await namesOf(checks),
      values: { currency: move.card.currency },
      save: async (given) => {
        requests.push(...(await tickIn([id], checks)));
        if (paths.length === 0) return;
        const set = Object.fromEntries(paths.map((path) => [path, given[path]]));
        const { version = move.card.version } = card() ?? {};
        const answer = await api<RecordData>('PATCH', `/${object}/${id}`, patchOf(set), {
          version,
        });
        patchCached(client, object, new Set([id]), (one) => ({ ...one, ...answer.data }));
        requests.push(answer.request_id);
      },
    });
    if (values) await send({ ...move, card: card() ?? move.card, requests });
    // Only then: a record read before would come back older than what the move made of it.
    if (checks.length > 0) void refresh(client, dealChecks.name);
  };

  async function send(move: Move): Promise<void> {
    const { card, spot, more, requests } = move;
    const before = client.getQueryData<Board>(queryKey);
    const from = before && spotOf(before, card.id);
    const column = before && columnOf(before, spot.column);
    if (!before || !from || !column) return;
    const after_id = afterAt(before, card.id, spot);
    await client.cancelQueries({ queryKey });
    show(card.id, spot, more);
    await later(async () => {
      const now = cardOf(client.getQueryData<Board>(queryKey) ?? before, card.id) ?? card;
      try {
        const answer: Answer<RecordData> = await api('PUT', `/${object}/${card.id}/stage`, {
          stage_id: column.id,
          after_id,
          version: now.version,
          ...more,
        });
        // The answer names no relations; pages show what the stage is called.
        const stage = { id: column.id, title: column.name };
        patchCached(client, object, new Set([card.id]), (one) => ({
          ...one,
          ...answer.data,
          stage,
        }));
        showUndo({
          object,
          request_id: [...requests, answer.request_id],
          message: t('moved', { title: card.title, stage: column.name }),
        });
      } catch (error) {
        show(card.id, from, card);
        const missing = missingIn(error);
        if (!isNone(missing)) {
          void fillIn(move, column, missing).catch((why_not) => toast.error(errorText(why_not)));
        } else if (isApiError(error, 'stale_version')) {
          toast.error(t('stale', { title: card.title }));
        } else if (!isApiError(error, 'unauthenticated')) {
          toast.error(t('not_moved', { title: card.title, why: why(error) }));
        }
      }
    });
    void client.invalidateQueries({ queryKey: keys.timeline(object, card.id) });
  }

  /** Moves one deal to a spot, after what its stage asks for. */
  const move = async (id: string, spot: Spot) => {
    const board = client.getQueryData<Board>(queryKey);
    const card = board && cardOf(board, id);
    const column = board && columnOf(board, spot.column);
    if (!card || !column) return;
    const asked = await askFor(board, column, [card]);
    if (!asked) return;
    const there = asked.column === column ? spot : { column: asked.column.id, index: 0 };
    await send({ card, spot: there, more: asked.more, requests: [] });
  };

  /** The same for several: asked for once, stored where it is missing. Answers whether they went. */
  const fillInMany = async (many: Many, { paths, checks }: Missing): Promise<boolean> => {
    const { cards, column } = many;
    const groups = lacking(cards, paths);
    const requests = [...many.requests];
    const values = await ask({
      kind: 'gate',
      column,
      title: null,
      count: cards.length,
      lacking: groups.reduce((sum, { ids }) => sum + ids.length, 0),
      paths,
      required: paths,
      checks: await namesOf(checks),
      values: {},
      save: async (given) => {
        const ids = cards.map(({ id }) => id);
        requests.push(...(await tickIn(ids, checks)));
        for (const group of groups) {
          const set = Object.fromEntries(group.paths.map((path) => [path, given[path]]));
          const update = { ids: group.ids, set: patchOf(set) };
          requests.push((await api('POST', `/${object}/bulk`, { update })).request_id);
        }
      },
    });
    const done = values !== null && (await sendMany({ ...many, requests }));
    if (checks.length > 0) void refresh(client, dealChecks.name);
    return done;
  };

  async function sendMany(many: Many): Promise<boolean> {
    const { cards, column, more, requests } = many;
    const board = client.getQueryData<Board>(queryKey);
    await client.cancelQueries({ queryKey });
    for (const card of [...cards].reverse()) show(card.id, { column: column.id, index: 0 }, more);
    let missing: Missing = { paths: [], checks: [] };
    let done = false;
    await later(async () => {
      try {
        const { request_id } = await api('POST', `/${object}/bulk`, {
          update: { ids: cards.map(({ id }) => id), set: { stage_id: column.id, ...more } },
        });
        const message = t('moved_many', { count: cards.length, stage: column.name });
        showUndo({ object, request_id: [...requests, request_id], message });
        done = true;
      } catch (error) {
        client.setQueryData(queryKey, board);
        missing = missingIn(error);
        if (isNone(missing)) toast.error(t('not_moved_many', { why: why(error) }));
      }
    });
    return !isNone(missing) ? fillInMany(many, missing) : done;
  }

  /** Moves several deals to the top of a stage: all or none, with one undo. Answers whether they went. */
  const moveMany = async (ids: readonly string[], column: BoardColumn): Promise<boolean> => {
    const board = client.getQueryData<Board>(queryKey);
    const cards = ids.flatMap((id) => (board && cardOf(board, id)) ?? []);
    const [only] = cards;
    if (!board || !only) return false;
    if (cards.length === 1) {
      await move(only.id, { column: column.id, index: 0 });
      return true;
    }
    const asked = await askFor(board, column, cards);
    return asked !== null && sendMany({ cards, ...asked, requests: [] });
  };
  return { move, moveMany };
}
