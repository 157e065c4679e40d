/** What can be written down with a record: the object it becomes, what it asks for, and what it has from the start. */
export const forms = {
  note: { object: 'notes', paths: ['body'], values: {} },
  call: {
    object: 'activities',
    paths: ['subject', 'outcome', 'occurred_at', 'duration_minutes', 'body'],
    values: { kind: 'call' },
  },
  meeting: {
    object: 'activities',
    paths: ['subject', 'outcome', 'occurred_at', 'duration_minutes', 'body'],
    values: { kind: 'meeting' },
  },
  task: { object: 'tasks', paths: ['title', 'due_at'], values: {} },
} as const;

export type FormName = keyof typeof forms;
export const formNames = Object.keys(forms) as FormName[];

/** What an entry asks for when it is changed. */
export const editPaths: Readonly<Record<string, readonly string[]>> = {
  notes: ['body'],
  activities: [
    ...['kind', 'subject', 'outcome', 'direction', 'occurred_at', 'duration_minutes', 'body'],
  ],
  tasks: ['title', 'due_at', 'priority', 'owner_id', 'description'],
};
