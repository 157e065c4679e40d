import { keepAuthors } from '@/core/run/engine/authors';
import { firstLine } from '@/core/run/engine/first-line';
import { recordOperations } from '@/core/run/engine/operations';
import type { Module } from '@/core/run/module';
import { comments } from './object';

export const commentsModule: Module = {
  name: 'comments',
  objects: [
    {
      definition: comments,
      hooks: {
        async beforeWrite(ctx, _tx, changes) {
          for (const { set } of changes)
            if (typeof set.body === 'string') set.heading = firstLine(set.body);
          return keepAuthors(ctx, changes);
        },
      },
    },
  ],
  operations: recordOperations(comments),
  timeline: [{ kind: 'comment', object: comments.name, at: 'created_at' }],
};
