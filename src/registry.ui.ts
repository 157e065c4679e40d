import type { ObjectDefinition } from '@/core/shape/object';
import { accounts } from '@/objects/accounts/object';
import { activities, notes } from '@/objects/activities/object';
import { comments } from '@/objects/comments/object';
import { contacts } from '@/objects/contacts/object';
import { dealChecks, dealContacts, dealItems, deals } from '@/objects/deals/object';
import { files } from '@/objects/files/object';
import { leads } from '@/objects/leads/object';
import { pipelines, stageChecks, stages } from '@/objects/pipelines/object';
import { priceBooks, prices, products } from '@/objects/products/object';
import { quotes } from '@/objects/quotes/object';
import { tasks } from '@/objects/tasks/object';

/** Every object the screens are built from, in the order of the sidebar. The server's half is registry.ts. */
export const uiObjects: readonly ObjectDefinition[] = [
  contacts,
  accounts,
  leads,
  deals,
  quotes,
  tasks,
  activities,
  notes,
  products,
  priceBooks,
];

/** What is reached only from others: how the company works, and what ties records together. */
const inner: readonly ObjectDefinition[] = [
  dealContacts,
  dealItems,
  dealChecks,
  pipelines,
  stages,
  stageChecks,
  prices,
  comments,
  files,
];

/** What stands in the timelines of the records it belongs to, by object: the kind of its entries (`Module.timeline`). */
export const timelineKinds: ReadonlyMap<string, string> = new Map([
  [activities.name, 'activity'],
  [notes.name, 'note'],
  [tasks.name, 'task'],
  [comments.name, 'comment'],
  [dealChecks.name, 'check'],
  [files.name, 'file'],
]);

/** Those that are not listed beside a record, because its timeline shows them. */
export const toldObjects: ReadonlySet<string> = new Set([
  activities.name,
  notes.name,
  comments.name,
  dealChecks.name,
]);

/** Those whose bin people look into. */
export const binObjects: readonly ObjectDefinition[] = [...uiObjects, files];

/** Those that can also be looked at as a board, see `ui/shell/screen.tsx`. */
export const boardObjects: ReadonlySet<string> = new Set([deals.name]);

/** All of them by name. */
export const uiObjectMap: ReadonlyMap<string, ObjectDefinition> = new Map(
  [...uiObjects, ...inner].map((object) => [object.name, object]),
);
