export type { Change, RecordHooks, Values } from '../context';
