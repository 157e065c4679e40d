'use client';

import { useTranslations } from 'next-intl';
import { Bar, BarChart, CartesianGrid, Cell, Tooltip, XAxis, YAxis } from 'recharts';
import { formatMoney } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { numberFormat } from '@/ui/primitives/intl';
import { isZero, signedMoney } from '../signed-money';
import { type Changes, changeKinds } from './use-changes';

interface Step {
  readonly name: string;
  readonly text: string;
  /** From where to where, for drawing alone. */
  readonly span: readonly [number, number];
  readonly color: string;
}

/** From the start to the end, a bar for each kind of change that made a difference. The numbers stand in the table beside it. */
export function BridgeChart({
  start,
  end,
  kinds,
}: {
  start: string;
  end: string;
  kinds: Changes['kinds'];
}) {
  const t = useTranslations('forecast');
  const { tag, currency } = useLocaleInfo();
  const compact = numberFormat(tag, { notation: 'compact', maximumFractionDigits: 1 });
  const whole = (name: string, amount: string): Step => ({
    name,
    text: formatMoney(amount, currency, tag),
    span: [0, Number(amount)],
    color: 'var(--primary)',
  });
  let at = Number(start);
  const steps: Step[] = [whole(t('bridge_start'), start)];
  for (const kind of changeKinds) {
    const found = kinds.find((one) => one.kind === kind);
    if (!found || isZero(found.difference)) continue;
    const next = at + Number(found.difference);
    steps.push({
      name: t(`kind_${kind}`),
      text: signedMoney(found.difference, currency, tag),
      span: [Math.min(at, next), Math.max(at, next)],
      color: next >= at ? 'var(--success)' : 'var(--danger)',
    });
    at = next;
  }
  steps.push(whole(t('bridge_end'), end));
  const tick = { fill: 'var(--faint-foreground)', fontSize: 11 };
  return (
    <figure className="m-0 min-w-0 rounded-md border p-2">
      <figcaption className="sr-only">{t('bridge_chart')}</figcaption>
      <BarChart
        responsive
        accessibilityLayer={false}
        layout="vertical"
        data={steps}
        className="w-full text-xs"
        style={{ height: steps.length * 34 + 40 }}
        margin={{ top: 4, right: 12, bottom: 0, left: 0 }}
      >
        <CartesianGrid horizontal={false} stroke="var(--border)" />
        <XAxis
          type="number"
          tickFormatter={(value: number) => compact.format(value)}
          tickLine={false}
          axisLine={false}
          tick={tick}
        />
        <YAxis
          type="category"
          dataKey="name"
          width={112}
          interval={0}
          tickLine={false}
          axisLine={false}
          tick={tick}
        />
        <Tooltip
          cursor={{ fill: 'var(--hover)' }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const step = payload?.[0]?.payload as Step | undefined;
            return active && step ? (
              <div className="rounded-md border bg-popover px-2.5 py-1.5 text-sm shadow-md">
                <div className="text-muted-foreground text-xs">{step.name}</div>
                <div className="font-medium tabular-nums">{step.text}</div>
              </div>
            ) : null;
          }}
        />
        <Bar dataKey="span" radius={3} maxBarSize={22} minPointSize={2} isAnimationActive={false}>
          {steps.map(({ name, color }) => (
            <Cell key={name} fill={color} />
          ))}
        </Bar>
      </BarChart>
    </figure>
  );
}
