import { rightsOf, sweepAs } from './strangers';

/** A manager, whose role reaches every record, in a company whose owner keeps all of theirs private. */
sweepAs('private_records', async ({ house, database, company }) => {
  const manager = await company.member('manager', 'Grace Hopper');
  const objects = [...house.app.registry.objects.values()];
  await database.db.withCompany(company.scope, async (tx) => {
    for (const { name, fields } of objects)
      if ('private' in fields)
        await tx.run({ text: `update ${name} set private = true`, values: [] });
  });
  return rightsOf(house, company, manager.user.id);
});
