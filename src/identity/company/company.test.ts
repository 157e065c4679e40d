import { describe, expect, test } from 'vitest';
import { money } from '@/core/shape/field';
import { defineObject } from '@/core/shape/object';
import { testApp } from '../../../tests/support/app';
import { identityModules, joined, registered } from '../../../tests/support/browser';
import { ownDatabase } from '../../../tests/support/database';

describe('companies', () => {
  test('one session moves between the companies of its user, under a new token each time', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, company_id } = await registered(app);
    const before = browser.copy();
    const second = await browser.post<{ company: { id: string } }>('/companies', {
      name: 'Second',
      currency: 'EUR',
    });
    expect(second.status).toBe(201);
    expect((await before.get('/auth/session')).status).toBe(401);
    const session = await browser.get<{ company: { id: string }; companies: { name: string }[] }>(
      '/auth/session',
    );
    expect(session.data.company.id).toBe(second.data.company.id);
    expect(session.data.companies.map(({ name }) => name)).toEqual(['Acme', 'Second']);
    const between = browser.copy();
    const back = await browser.post<{ company: { id: string } }>('/auth/company', { company_id });
    expect(back.data.company.id).toBe(company_id);
    expect((await browser.get('/auth/session')).data).toMatchObject({
      company: { id: company_id },
    });
    expect((await between.get('/auth/session')).status).toBe(401);
  });

  test('nobody moves into a company they do not belong to', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, company_id } = await registered(app);
    const stranger = await registered(app);
    expect((await browser.post('/auth/company', { company_id: stranger.company_id })).status).toBe(
      404,
    );
    expect((await browser.get('/auth/session')).data).toMatchObject({
      company: { id: company_id },
    });
  });

  test('signing in again leads to the company used last', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, email, password, company_id } = await registered(app);
    await browser.post('/companies', { name: 'Second' });
    await browser.post('/auth/company', { company_id });
    expect((await browser.post('/auth/login', { email, password })).data).toMatchObject({
      company: { id: company_id },
    });
  });

  test('settings are changed by administrators, checked, and count at once', async () => {
    const app = await testApp({ modules: identityModules });
    const host = await registered(app);
    const rep = await joined(app, host, 'rep');
    const change = {
      name: 'Acme GmbH',
      currency: 'EUR',
      country: 'DE',
      time_zone: 'Europe/Berlin',
      language: 'tr',
      accent: '#336699',
      fiscal_start_month: 4,
    };
    expect((await host.browser.patch('/company', change)).data).toMatchObject(change);
    expect((await rep.browser.get('/company')).data).toMatchObject(change);
    expect((await host.browser.get('/auth/session')).data).toMatchObject({ company: change });
    expect((await rep.browser.patch('/company', { name: 'Mine' })).status).toBe(403);
    const bad = await host.browser.patch('/company', {
      currency: 'EURO',
      country: 'XX',
      time_zone: 'Mars/X',
      accent: 'red',
      fiscal_start_month: 13,
      id: host.company_id,
    });
    expect([bad.status, bad.issues?.map(({ path }) => path).sort()]).toEqual([
      422,
      ['accent', 'country', 'currency', 'fiscal_start_month', 'id', 'time_zone'],
    ]);
    expect(
      (await host.browser.patch('/company', { country: null, accent: null })).data,
    ).toMatchObject({ country: null, accent: null });
  });

  test('the currency is fixed once an amount, a quota or a rate is stored', async () => {
    const { db, admin } = await ownDatabase('currency');
    await admin.query(`create table fares (company_id uuid, amount int8)`);
    await admin.query(`grant select on fares to public`);
    const fares = defineObject({
      name: 'fares',
      singular: 'fare',
      label: { en: 'Fare', tr: 'Fiyat' },
      label_plural: { en: 'Fares', tr: 'Fiyatlar' },
      icon: 'tag',
      shortcut: 'p',
      title: ['amount'],
      groups: {},
      fields: { amount: money({ en: 'Amount', tr: 'Tutar' }) },
    });
    const app = await testApp({
      db,
      modules: [...identityModules, { name: 'fares', objects: [{ definition: fares }] }],
    });
    const { browser, company_id } = await registered(app);
    await admin.query('insert into fares values ($1, -9223372036854775808)', [company_id]);
    expect((await browser.patch('/company', { currency: 'EUR' })).status).toBe(200);
    await admin.query('insert into fares values ($1, 100)', [company_id]);
    expect((await browser.patch('/company', { currency: 'TRY' })).status).toBe(409);
    expect((await browser.patch('/company', { currency: 'EUR', name: 'Same' })).status).toBe(200);

    const other = await registered(app);
    const rate = { currency: 'JPY', rate: '0.006', valid_from: '2026-01-01' };
    const made = await other.browser.post<{ id: string }>('/exchange-rates', rate);
    expect((await other.browser.patch('/company', { currency: 'EUR' })).status).toBe(409);
    expect((await other.browser.delete(`/exchange-rates/${made.data.id}`)).status).toBe(200);
    expect((await other.browser.patch('/company', { currency: 'EUR' })).status).toBe(200);

    const third = await registered(app);
    const quota = "insert into quotas values ($1, $2, '2026-01-01', 100)";
    await admin.query(quota, [third.company_id, third.user_id]);
    expect((await third.browser.patch('/company', { currency: 'EUR' })).status).toBe(409);
  });

  test('a changed name reaches every company of the person', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, user_id } = await registered(app);
    await browser.post('/companies', { name: 'Second' });
    const { data } = await browser.patch('/profile', {
      name: 'İpek Işık',
      language: 'tr',
      theme: 'dark',
      time_zone: 'Europe/Istanbul',
    });
    expect(data).toMatchObject({
      name: 'İpek Işık',
      language: 'tr',
      theme: 'dark',
      time_zone: 'Europe/Istanbul',
    });
    expect((await browser.get('/members?q=ipek%20isik')).data).toMatchObject([
      { id: user_id, name: 'İpek Işık' },
    ]);
    expect((await browser.get('/auth/session')).data).toMatchObject({
      user: { name: 'İpek Işık' },
    });
  });
});
