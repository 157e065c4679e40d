import { expect, test } from 'vitest';
import { createMetrics } from './metrics';

test('counts requests by route and status and shows percentiles', async () => {
  const metrics = createMetrics({ process: false });
  for (let i = 0; i < 99; i++) metrics.request('GET', '/contacts', 200, 0.004);
  metrics.request('GET', '/contacts', 503, 2);
  const { body, type } = await metrics.text();
  expect(type).toContain('text/plain');
  expect(body).toContain(
    'http_request_duration_seconds_count{method="GET",route="/contacts",status="200"} 99',
  );
  expect(body).toContain(
    'http_request_errors_total{method="GET",route="/contacts",status="503"} 1',
  );
  const quantile = (q: string) =>
    Number(new RegExp(`quantile_seconds\\{.*quantile="${q}"\\} (.*)`).exec(body)?.[1]);
  expect(quantile('0.5')).toBeGreaterThan(0.0025);
  expect(quantile('0.5')).toBeLessThanOrEqual(0.005);
  expect(quantile('0.99')).toBeLessThanOrEqual(0.005);
});

test('a gauge that cannot be read does not spoil the others', async () => {
  const metrics = createMetrics({ process: false });
  metrics.gauge('sessions_active', 'sessions', async () => Promise.reject(new Error('away')));
  metrics.gaugeBy('db_pool_connections', 'pool', 'state', () => ({ idle: 3 }));
  metrics.database('read', 0.01);
  const { body } = await metrics.text();
  expect(body).toMatch(/^sessions_active nan$/im);
  expect(body).toContain('db_pool_connections{state="idle"} 3');
  expect(body).toContain('db_query_duration_seconds_count{kind="read"} 1');
});
