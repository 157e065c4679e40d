import type { DemoLanguage } from './demo-data';
import type { DemoDeal } from './demo-deals';

export interface DemoTask {
  readonly deal: number;
  readonly account: number;
  readonly input: Record<string, unknown>;
}

const errands = [
  { kind: 'call', priority: 'normal', en: 'Call back about the offer', tr: 'Teklif için geri ara' },
  {
    kind: 'mail',
    priority: 'high',
    en: 'Send the revised price list',
    tr: 'Yeni fiyat listesini gönder',
  },
  { kind: 'meeting', priority: 'normal', en: 'Prepare the demo', tr: 'Demoyu hazırla' },
  {
    kind: 'todo',
    priority: 'low',
    en: 'Check the payment terms',
    tr: 'Ödeme koşullarını kontrol et',
  },
  { kind: 'call', priority: 'high', en: 'Agree on a delivery date', tr: 'Teslim gününde anlaş' },
  {
    kind: 'mail',
    priority: 'normal',
    en: 'Share the reference list',
    tr: 'Referans listesini paylaş',
  },
] as const;
const hour = 3_600_000;
const firstClosed = 4;

/** Tasks around the open deals of the demo company: some late, some of today, most ahead, every fourth done, a few weekly. */
export function demoTasks(
  language: DemoLanguage,
  now: Date,
  deals: readonly DemoDeal[],
): DemoTask[] {
  // In office hours, whenever it is installed.
  const start = Math.floor(now.getTime() / (24 * hour)) * 24 * hour + 8 * hour;
  return deals.flatMap(({ account, stage }, deal): DemoTask[] => {
    const errand = errands[deal % errands.length];
    if (stage >= firstClosed || !errand) return [];
    const days = (deal % 15) - 4;
    const isDone = deal % 4 === 3;
    return [
      {
        deal,
        account,
        input: {
          title: errand[language],
          kind: errand.kind,
          priority: errand.priority,
          due_at: new Date(start + days * 24 * hour + (deal % 5) * hour).toISOString(),
          status: isDone ? 'done' : 'open',
          ...(isDone ? {} : { remind_before: 30 }),
          ...(deal % 10 === 0 ? { recurrence: 'FREQ=WEEKLY' } : {}),
        },
      },
    ];
  });
}
