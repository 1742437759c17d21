// SPDX-License-Identifier: Apache-2.0
// The paths a person walks, in a real Chromium against the real binary. TAP on stdout.
// usage: node tests/e2e/e2e.mjs [part]
import { artefacts, check, checkLedger, close, launch, open, part, plan, Server } from './harness.mjs';

const QUESTION = 'How many customers are there in each country?';
const CUSTOMERS = 59;
const server = await new Server().start('--demo');
await launch();

const ask = async (page, question) => {
  await page.locator('textarea').last().fill(question);
  await page.keyboard.press('Enter');
};
const answered = (page) => page.locator('.turn .result').last().waitFor();
const picture = (page, name) => page.screenshot({ path: `${artefacts}${name}.png`, animations: 'disabled' });

await part('first answer', async () => {
  const s = await open(server);
  const began = Date.now();
  await s.page.goto(server.url);
  await s.page.locator('.hello li').first().waitFor();
  check((await s.page.locator('.hello li').count()) >= 3, 'first page: questions of this schema are suggested');
  await ask(s.page, QUESTION);
  await answered(s.page);
  await s.page.locator('.plot .main-svg').first().waitFor();
  check(Date.now() - began < 60_000, `first page to first chart takes ${Date.now() - began} ms`);
  check((await s.page.locator('.sql pre').innerText()).includes('GROUP BY'), 'the SQL is shown');
  check(/\/ask\/[0-9a-f-]{36}$/.test(s.page.url()), 'the address names the answer');
  await s.page.getByRole('tab', { name: 'Table' }).click();
  const rows = Number(await s.page.locator('[role=grid]').getAttribute('aria-rowcount')) - 1;
  check(rows >= 10 && rows <= CUSTOMERS, `the table has ${rows} rows`);
  await s.page.getByRole('tab', { name: 'Statistics' }).click();
  check(await s.page.getByText('the whole result').isVisible(), 'statistics say what they were computed over');
  const next = s.page.locator('.next button').first();
  await next.click();
  await s.page.locator('.turn').nth(1).waitFor();
  await answered(s.page);
  check((await s.page.locator('.turn').count()) === 2, 'a follow-up question is answered in the same thread');
  await s.page.reload();
  await answered(s.page);
  await s.page.locator('.turn .question', { hasText: /.{6}/ }).first().waitFor();
  check(true, 'a reload shows the answer again');
  await checkLedger('first answer', s);
  await s.context.close();
});

await part('two tabs', async () => {
  const a = await open(server);
  await a.page.goto(server.url);
  await ask(a.page, 'Which 5 artists have the most albums?');
  await answered(a.page);
  const sql = await a.page.locator('.sql pre').last().innerText();
  const b = await open(server);
  await b.page.goto(a.page.url());
  await answered(b.page);
  check((await b.page.locator('.sql pre').last().innerText()) === sql, 'a second tab on the answer shows the same SQL');
  await a.context.close();
  await b.context.close();
});

await part('abstention', async () => {
  const s = await open(server);
  await s.page.goto(server.url);
  await ask(s.page, 'What is the weather in Paris?');
  await s.page.locator('.abstained').waitFor();
  check((await s.page.locator('.abstained').innerText()).length > 20, 'a question the data cannot answer gets a sentence, not a guess');
  await picture(s.page, 'ask-abstention-light-en-1280');
  await checkLedger('abstention', s);
  await s.context.close();
});

await part('edit and run', async () => {
  const s = await open(server);
  await s.page.goto(server.url);
  await ask(s.page, 'How many tracks are there?');
  await answered(s.page);
  await s.page.getByRole('button', { name: 'Edit' }).click();
  await s.page.locator('.edit').fill('SELECT Name FROM Genre ORDER BY Name LIMIT 3');
  await s.page.keyboard.press('Control+Enter');
  await s.page.locator('[role=grid][aria-rowcount="4"]').waitFor();
  check(true, 'an edited statement runs');
  await s.page.locator('.edit').fill('DELETE FROM Genre');
  await s.page.keyboard.press('Control+Enter');
  const card = s.page.locator('.turn [role=alert]').last();
  await card.waitFor();
  check(/only read|read/i.test(await card.innerText()), 'a statement that writes is refused with a sentence');
  await picture(s.page, 'ask-error-light-en-1280');
  await s.context.close();
});

await part('input method', async () => {
  const s = await open(server, { locale: 'ja' });
  await s.page.goto(server.url);
  await s.page.locator('textarea').fill('顧客は何人いますか');
  await s.page.locator('textarea').dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true });
  check((await s.page.locator('.turn').count()) === 0, 'Enter that ends a composition does not send');
  await s.page.keyboard.press('Enter');
  await answered(s.page);
  check(true, 'Enter after the composition does');
  check((await s.page.locator('html').getAttribute('lang')) === 'ja', 'the page says its language');
  await s.context.close();
});

await part('sources', async () => {
  const s = await open(server);
  await s.page.goto(`${server.url}/sources`);
  await s.page.getByText('sample', { exact: true }).first().waitFor();
  await s.page.getByRole('button', { name: 'Connect a database' }).click();
  await s.page.getByLabel('Path of the file').fill('/nowhere/at/all.sqlite');
  await s.page.getByRole('button', { name: 'Test' }).click();
  await s.page.locator('.steps .bad').waitFor();
  check((await s.page.locator('.steps .bad').innerText()).length > 10, 'the failing step is named, with what to do');
  await picture(s.page, 'sources-failed-step-light-en-1280');
  await s.page.getByLabel('Path of the file').fill(`${server.dir}/sample.sqlite`);
  await s.page.getByLabel('Name').fill('second');
  await s.page.getByRole('button', { name: 'Save and read its tables' }).click();
  await s.page.getByText('second is up to date').waitFor();
  check(true, 'a SQLite file is connected and read');
  await s.page.getByRole('button', { name: 'Delete second' }).click();
  await s.page.getByLabel('Type its name to confirm').fill('second');
  await s.page.getByRole('button', { name: 'Delete', exact: true }).click();
  await s.page.getByText('second was deleted').waitFor();
  check((await s.page.getByRole('heading', { name: 'second' }).count()) === 0, 'a source is deleted after its name was typed');
  await checkLedger('sources', s);
  await s.context.close();
});

await part('catalog', async () => {
  const s = await open(server);
  await s.page.goto(`${server.url}/catalog`);
  await s.page.locator('[data-search]').fill('revenue');
  await s.page.locator('.hits li').first().waitFor();
  check((await s.page.locator('.hits li').count()) > 0, 'a search by meaning finds tables');
  await picture(s.page, 'catalog-search-light-en-1280');
  await s.page.locator('[data-search]').fill('');
  await s.page.getByRole('treeitem', { name: 'Invoice', exact: true }).click();
  await s.page.locator('article h1').waitFor();
  await s.page.getByRole('button', { name: /^Describe Invoice:/ }).click();
  await s.page.keyboard.type('Every purchase <img src=x onerror=alert(1)>');
  await s.page.keyboard.press('Enter');
  await s.page.getByText('Every purchase <img').waitFor();
  check(true, 'a description is edited in place, and shown as text');
  await s.page.getByRole('button', { name: /Look at/ }).click();
  await s.page.locator('[role=grid]').waitFor();
  check(true, 'rows of the table can be looked at');
  await checkLedger('catalog', s);
  await s.context.close();
});

await part('server killed', async () => {
  const s = await open(server);
  await s.page.goto(server.url);
  await ask(s.page, QUESTION);
  await answered(s.page);
  const sql = await s.page.locator('.sql pre').last().innerText();
  await server.kill();
  await s.page.locator('textarea').last().fill('a draft that must not be lost');
  await s.page.getByRole('button', { name: 'Run again' }).click();
  await s.page.locator('.banner').waitFor();
  check(true, 'a server that is away is said');
  await server.start('--demo');
  await s.page.locator('.banner').waitFor({ state: 'detached' });
  check(true, 'the page notices that the server is back');
  await s.page.reload();
  await answered(s.page);
  check((await s.page.locator('.sql pre').last().innerText()) === sql, 'the answer survives kill -9 of the server and a reload');
  check((await s.page.locator('textarea').last().inputValue()) === 'a draft that must not be lost', 'so does the draft');
  await s.context.close();
});

await close();
await server.stop();
server.clean();
process.exit(plan());
