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
        async beforeWrite(_ctx, _tx, changes) {
          for (const { set } of changes)
            if (typeof set.body === 'string') set.heading = firstLine(set.body);
        },
      },
    },
  ],
  operations: recordOperations(comments),
  timeline: [{ kind: 'comment', object: comments.name, at: 'created_at' }],
};
