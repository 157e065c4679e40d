import { assignmentTable, turnsTable } from '@/core/run/assignment/rule-tables';

export const accountAssignment = assignmentTable('account');
export const accountTurns = turnsTable('account');
