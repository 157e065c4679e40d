import { recordOperations } from '@/core/run/engine/operations';
import type { Module } from '@/core/run/module';
import { comments } from './object';
import { commentRules } from './rules';

export const commentsModule: Module = {
  name: 'comments',
  objects: [{ definition: comments, hooks: commentRules }],
  operations: recordOperations(comments),
  timeline: [{ kind: 'comment', object: comments.name, at: 'created_at' }],
};
