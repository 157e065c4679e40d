import { auditCommand } from './commands/audit';
import { backupCommand, restoreCommand } from './commands/backup';
import { doctor } from './commands/doctor';
import { migrateNow } from './commands/migrate';
import { networksCommand } from './commands/networks';
import { operatorCommand } from './commands/operator';
import { secondFactorCommand } from './commands/second-factor';
import { orEndPlainly, StartError } from './plain-errors';

interface Command {
  readonly usage: string;
  readonly does: string;
  run(args: readonly string[]): Promise<void>;
}

const commands: Readonly<Record<string, Command>> = {
  migrate: {
    usage: 'migrate',
    does: 'bring the database schema up to this version',
    run: migrateNow,
  },
  backup: {
    usage: 'backup <file>',
    does: 'write everything into one file, while Ambit runs',
    run: backupCommand,
  },
  restore: {
    usage: 'restore <file>',
    does: 'put a backup into an empty installation',
    run: restoreCommand,
  },
  doctor: { usage: 'doctor', does: 'check configuration, database and schema', run: doctor },
  audit: {
    usage: 'audit verify',
    does: 'hold the event log against its seals and checkpoints',
    run: auditCommand,
  },
  operator: {
    usage: 'operator grant <mail>',
    does: 'let a user look after the installation',
    run: operatorCommand,
  },
  'second-factor': {
    usage: 'second-factor reset <mail>',
    does: 'let a user in who lost their authenticator app',
    run: secondFactorCommand,
  },
  networks: {
    usage: 'networks open <mail>',
    does: 'let the companies of an owner work from anywhere again',
    run: networksCommand,
  },
  help: { usage: 'help', does: 'show this list', run: async () => console.log(usage()) },
};

function usage(): string {
  const lines = Object.values(commands).map(
    ({ usage, does }) => `  npm run ambit -- ${usage.padEnd(26)} ${does}`,
  );
  return `The administrator's command line. Everything works beside a running server.\n${lines.join('\n')}`;
}

await orEndPlainly(async () => {
  const [name = 'help', ...args] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new StartError(`There is no command ${name}.\n${usage()}`);
  await command.run(args);
});
