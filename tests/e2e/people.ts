import type { Page } from 'playwright-core';

export const password = 'correct horse battery';

let count = 0;
/** A mail address nobody has used yet. */
export const newAddress = (): string => `person${process.pid}-${++count}@example.com`;

/** Fills in the sign-up page and waits for the first screen. */
export async function signUp(page: Page, email = newAddress()): Promise<string> {
  await page.goto('/sign-up');
  await page.getByLabel('Your name').fill('Ayşe Yılmaz');
  await page.getByLabel('Company name').fill('Kuzey Işığı Lojistik');
  await page.getByLabel('Work e-mail').fill(email);
  await page.getByLabel('Password', { exact: false }).first().fill(password);
  await page.getByRole('button', { name: 'Create company' }).click();
  await page.waitForURL('**/contacts');
  await page.getByRole('heading', { level: 1, name: 'Contacts' }).waitFor();
  return email;
}

/** The newest link to `page` in a mail to the address, read where the operator reads it. */
export async function mailedLink(page: Page, mailbox: string, subject: string): Promise<string> {
  await page.goto(mailbox);
  const mail = page.getByRole('listitem').filter({ hasText: subject }).first();
  const link = await mail.getByRole('link').getAttribute('href');
  if (!link) throw new Error(`The mail "${subject}" has no link.`);
  return link;
}
