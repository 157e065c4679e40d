import { type Caller, createAll } from './caller';
import { day, hour, type Story } from './story';
import type { Words } from './words';
import type { Deal, World } from './world';

/** Since when the open stages have checklists. */
const introduced = ({ until }: Story): number => until - 75 * day;

/** What stages ask for: fields before a deal comes in, and of late a checklist before it goes on. Ids of entries by stage, once there. */
export async function addGates(
  call: Caller,
  story: Story,
  words: Words,
  stages: readonly string[],
): Promise<readonly string[][]> {
  const [, , proposal, negotiation] = stages;
  for (const id of [proposal, negotiation])
    await call(`/stages/${id}`, { required_fields: ['account_id', 'amount', 'close_on'] }, 'PATCH');
  const checks: string[][] = stages.map(() => []);
  story.add(introduced(story), async () => {
    for (const [stage, entries] of words.checklists.entries())
      checks[stage]?.push(
        ...(await createAll(
          call,
          'stage_checks',
          entries.map(({ name, optional }) => ({
            ...{ stage_id: stages[stage], name, is_required: !optional },
          })),
        )),
      );
  });
  return checks;
}

/** Whoever sells it ticks the checklist of a stage in which the deal was from `began` on and had its last talk at `done`. */
export function tickOff(
  { story, checks }: World,
  deal: Deal,
  stage: number,
  began: number,
  done: number,
): void {
  const since = introduced(story) + hour;
  // It left the stage before: nobody waits that long after the last talk.
  if (done < since - 15 * day) return;
  const tick = (at: number, entries: () => readonly string[] | undefined) =>
    story.add(Math.max(at, since), () =>
      deal.seller.call('/deals/tick', { deal_ids: [deal.id], check_ids: entries() }),
    );
  if (story.has(done)) tick(done, () => checks[stage]);
  else tick((began + done) / 2, () => checks[stage]?.slice(0, 1));
}
