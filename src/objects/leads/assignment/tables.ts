import { assignmentTable, turnsTable } from '@/core/run/assignment/rule-tables';

export const leadAssignment = assignmentTable('lead');
export const leadTurns = turnsTable('lead');
