// SPDX-License-Identifier: Apache-2.0
// The paths a person walks, in a real Chromium against the real binary. TAP on stdout.
// usage: node tests/e2e/e2e.mjs [part]
import { readFileSync } from 'node:fs';
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
  await s.page.goto(server.url);
  await s.page.locator('.hello li').first().waitFor();
  check((await s.page.locator('.hello li').count()) >= 3, 'first page: questions of this schema are suggested');
  await ask(s.page, QUESTION);
  await answered(s.page);
  await s.page.locator('.plot .main-svg').first().waitFor();
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

/** An answer whose statement is replaced by another, which is run. */
async function runInstead(s, question, sql) {
  await s.page.goto(server.url);
  await ask(s.page, question);
  await answered(s.page);
  await s.page.locator('.sql header button').first().click();
  await s.page.locator('.edit').fill(sql);
  await s.page.keyboard.press('Control+Enter');
}

await part('place of an error', async () => {
  for (const [locale, title] of [['en', 'The database could not do it'], ['ja', 'データベースが実行できませんでした'], ['ko', '데이터베이스가 실행하지 못했습니다']]) {
    const s = await open(server, { locale });
    await runInstead(s, 'How many tracks are there?', 'SELECT count(*)\nFROM Customer c\nWHERE c.Contry = 1');
    const card = s.page.locator('.turn [role=alert]');
    await card.waitFor();
    check((await card.locator('mark').innerText()) === 'c.Contry', `the word that the database stumbled over is marked (${locale})`);
    check((await card.locator('h3').innerText()) === title && (await card.innerText()).includes('no such column'), `the failure is told in the reader's language, with what the database said (${locale})`);
    await s.context.close();
  }
});

await part('no rows', async () => {
  const s = await open(server);
  await runInstead(s, 'How many tracks are there?', "SELECT * FROM Customer WHERE Country = 'Narnia' ORDER BY 1");
  await s.page.getByRole('button', { name: 'Run it without the filter' }).click();
  await s.page.locator('.result strong', { hasText: `${CUSTOMERS} rows` }).waitFor();
  check((await s.page.locator('.edit').inputValue()) === 'SELECT * FROM Customer ORDER BY 1', 'no rows: the statement runs again without its filter, in sight');
  await runInstead(s, 'How many tracks are there?', 'SELECT * FROM Customer LIMIT 0');
  await s.page.locator('.result .empty').waitFor();
  check((await s.page.getByRole('button', { name: 'Run it without the filter' }).count()) === 0, 'nothing is offered where there is no filter');
  await checkLedger('no rows', s);
  await s.context.close();
});

await part('a chart as a picture', async () => {
  for (const theme of ['light', 'dark']) {
    const s = await open(server, { theme });
    await s.page.goto(server.url);
    await ask(s.page, QUESTION);
    await s.page.locator('.plot:not([aria-busy=true]) .main-svg').first().waitFor();
    const [download] = await Promise.all([s.page.waitForEvent('download'), s.page.getByRole('button', { name: 'PNG' }).click()]);
    const path = `${artefacts}chart-${theme}.png`;
    await download.saveAs(path);
    const bytes = readFileSync(path);
    check(/^[\w-]+\.png$/.test(download.suggestedFilename()), `the picture has a name (${download.suggestedFilename()})`);
    check(bytes.readUInt32BE(12) === 0x49484452 && bytes.readUInt32BE(16) === 1920, 'it is a PNG, twice as fine as the page');
    await checkLedger(`a chart as a picture, ${theme}`, s);
    await s.context.close();
  }
});

await part('about a column', async () => {
  const s = await open(server);
  await s.page.goto(server.url);
  await ask(s.page, QUESTION);
  await answered(s.page);
  await s.page.getByRole('tab', { name: 'Table' }).click();
  await s.page.getByRole('button', { name: 'About customers' }).click();
  const dialog = s.page.getByRole('dialog');
  await dialog.locator('svg rect').first().waitFor();
  const told = await dialog.innerText();
  check(/Mean\s+2\.\d/.test(told) && told.includes('the whole result'), 'a column tells its statistics and over what they were computed');
  check((await dialog.locator('figure svg').getAttribute('aria-label')).includes('1: '), 'the spread of its numbers is told to those who cannot see it');
  await picture(s.page, 'about-column-light-en-1280');
  await s.page.keyboard.press('Escape');
  await s.page.getByRole('button', { name: 'About Country' }).click();
  await dialog.locator('.bar').first().waitFor();
  check(/Distinct\s+24/.test(await dialog.innerText()), 'a column of texts tells what is common');
  await checkLedger('about a column', s);
  await s.context.close();
});

await part('catalog on a telephone', async () => {
  const s = await open(server, { width: 390, height: 844, locale: 'ko' });
  await s.page.goto(`${server.url}/catalog`);
  const button = s.page.locator('.tools button[aria-haspopup=dialog]');
  await button.click();
  const drawer = s.page.locator('dialog.drawer');
  await drawer.getByRole('treeitem', { name: 'InvoiceLine' }).click();
  await s.page.locator('article h1', { hasText: 'InvoiceLine' }).waitFor();
  check(!(await drawer.isVisible()), 'a table of the drawer opens, and the drawer closes');
  const name = s.page.locator('article th[scope=row]').first();
  check((await name.evaluate((e) => e.getBoundingClientRect().height)) < 60, 'the name of a column stands on one line');
  await button.click();
  await drawer.getByRole('treeitem').first().waitFor();
  await picture(s.page, 'catalog-drawer-light-ko-390');
  await s.page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
  check(await button.evaluate((e) => e === document.activeElement), 'Escape closes it and gives the focus back');
  await checkLedger('catalog on a telephone', s);
  await s.context.close();
});

await part('reasons in the reader\'s language', async () => {
  for (const [locale, sentence] of [['ja', /に一致|意味が近い|スキーマ/], ['ko', /일치:|의미가 가까움|스키마/]]) {
    const s = await open(server, { locale });
    await s.page.goto(server.url);
    await ask(s.page, QUESTION);
    await answered(s.page);
    await s.page.locator('.why').click();
    const told = await s.page.locator('.reasons li .muted').allInnerTexts();
    check(told.length > 0 && told.every((x) => sentence.test(x)), `every table says in ${locale} why it was considered`, told.join('\n'));
    await s.context.close();
  }
});

await part('past results', async () => {
  const s = await open(server);
  await runInstead(s, QUESTION, 'SELECT nope FROM Customer');
  await s.page.locator('.turn [role=alert]').waitFor();
  await s.page.goto(`${server.url}/analysis`);
  await s.page.locator('.page li a').first().waitFor();
  check(/failed: .*nope/.test(await s.page.locator('.page li').first().innerText()), 'a run that failed says so, and why');
  await s.page.locator('.page li a').first().click();
  await s.page.locator('[role=alert]').waitFor();
  check((await s.page.locator('[role=alert]').innerText()).includes('nope'), 'its page tells what the database said');
  await s.page.goBack();
  await s.page.locator('.page li a').nth(1).click();
  await s.page.locator('h1', { hasText: QUESTION }).waitFor();
  check(true, 'a result is headed by the question it answers');
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
  check(/^Check the spelling/.test(await s.page.locator('.steps .bad .remedy').innerText()), 'the failing step is named, with what to do');
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
  await s.page.getByRole('heading', { name: 'second' }).waitFor({ state: 'detached' }); // the list is read again after it was said
  check(true, 'a source is deleted after its name was typed');
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
