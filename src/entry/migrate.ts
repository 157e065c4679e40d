import { migrateNow } from './commands/migrate';
import { orEndPlainly } from './plain-errors';

await orEndPlainly(migrateNow);
