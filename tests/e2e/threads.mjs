// SPDX-License-Identifier: Apache-2.0
// Conversations: questions that lean on the ones before, the list at the side, coming back, renaming, deleting with a way back. TAP on stdout.
// usage: node tests/e2e/threads.mjs [part]
import { artefacts, check, checkLedger, close, hold, launch, open, part, plan, Server } from './harness.mjs';

const server = await new Server().start('--demo');
await launch();

const ask = async (page, question) => {
  await page.locator('textarea').last().fill(question);
  await page.keyboard.press('Enter');
};
const turn = (page, n) => page.locator('.turn').nth(n);
const answered = (page, n) => turn(page, n).locator('.result').waitFor();
const rows = (page) => page.locator('aside li a');
const row = (page, title) => page.locator('aside li', { has: page.locator(`a[title=${JSON.stringify(title)}]`) });
const sessions = async () => (await (await fetch(`${server.url}/api/v1/sql-assistant/sessions?limit=200`)).json()).items;
const picture = (page, name) => page.screenshot({ path: `${artefacts}${name}.png`, animations: 'disabled' });
const begin = async (page) => {
  await page.goto(server.url);
  await page.locator('.hello li').first().waitFor();
};

await part('follow-up', async () => {
  const s = await open(server);
  await begin(s.page);
  await ask(s.page, 'How many customers are in Germany?');
  await answered(s.page, 0);
  await ask(s.page, 'and in France?');
  await answered(s.page, 1);
  check((await turn(s.page, 1).locator('.read').innerText()).includes('How many customers are in France?'), 'a question that leans on the one before says how it was read');
  check((await turn(s.page, 1).locator('.sql pre').innerText()).includes("'France'"), 'and is answered so');
  await picture(s.page, 'ask-follow-up-light-en-1280');
  await turn(s.page, 1).getByRole('button', { name: 'Ask it as typed' }).click();
  await turn(s.page, 2).locator('.abstained, .sql header button').first().waitFor();
  check((await turn(s.page, 2).locator('.read').count()) === 0, 'it can be asked as it was typed');
  check((await rows(s.page).count()) === 1 && (await sessions())[0].title === 'How many customers are in Germany?', 'all of it is one conversation, called by its first question');
  const before = (await sessions())[0].message_count;
  await s.page.reload();
  await answered(s.page, 1);
  check((await s.page.locator('.turn').count()) === 3 && (await sessions())[0].message_count === before, 'a reload shows the whole conversation and asks nothing again');
  await ask(s.page, 'What about Brazil?');
  await answered(s.page, 3);
  check((await turn(s.page, 3).locator('.sql pre').innerText()).includes("'Brazil'"), 'the conversation goes on after the reload');
  await checkLedger('follow-up', s);
  await s.context.close();
});

await part('coming back', async () => {
  const s = await open(server);
  await begin(s.page);
  await ask(s.page, 'How many playlists are there?');
  await answered(s.page, 0);
  await rows(s.page).nth(1).waitFor();
  check((await rows(s.page).first().getAttribute('title')) === 'How many playlists are there?', 'a new conversation is first in the list');
  await rows(s.page).nth(1).click();
  await s.page.waitForURL('**/thread/*');
  await s.page.locator('aside li[aria-current]', { hasText: 'Germany' }).waitFor();
  await answered(s.page, 3);
  check((await s.page.locator('.turn').count()) === 4, 'a conversation of before opens with all its turns');
  await s.page.evaluate(() => document.querySelector('.turn').scrollIntoView());
  await answered(s.page, 0);
  check(true, 'a turn that comes into view is fetched and run');
  await s.page.keyboard.press('Control+Shift+O');
  await s.page.locator('.hello').waitFor();
  check((await s.page.locator('aside li[aria-current]').count()) === 0, 'a new conversation begins with nothing');
  await checkLedger('coming back', s);
  await s.context.close();
});

await part('rename and delete', async () => {
  const s = await open(server);
  await begin(s.page);
  const title = 'How many playlists are there?';
  await row(s.page, title).getByRole('button').focus();
  await s.page.keyboard.press('Enter');
  await s.page.getByRole('menuitem', { name: 'Rename' }).waitFor();
  await s.page.keyboard.press('Enter');
  await s.page.locator('aside li input').waitFor();
  await s.page.keyboard.type('Lists of tracks');
  await s.page.keyboard.press('Enter');
  await row(s.page, 'Lists of tracks').waitFor();
  check((await sessions()).some((x) => x.title === 'Lists of tracks'), 'a conversation is renamed in place, by keyboard');
  check(await s.page.evaluate(() => document.activeElement?.getAttribute('title') === 'Lists of tracks'), 'and has the focus again');
  const drop = async () => {
    await row(s.page, 'Lists of tracks').getByRole('button').focus();
    await s.page.keyboard.press('Enter');
    await s.page.getByRole('menuitem', { name: 'Delete' }).click();
    await row(s.page, 'Lists of tracks').waitFor({ state: 'detached' });
  };
  await drop();
  await s.page.getByRole('button', { name: 'Undo' }).click();
  await row(s.page, 'Lists of tracks').waitFor();
  check((await sessions()).some((x) => x.title === 'Lists of tracks'), 'a deletion is taken back');
  await drop();
  await s.page.locator('.toast').getByRole('button', { name: 'Close' }).click();
  await s.page.waitForFunction(async () => !(await (await fetch('/api/v1/sql-assistant/sessions')).json()).items.some((x) => x.title === 'Lists of tracks'));
  check(true, 'a conversation is deleted once its toast is gone');
  await checkLedger('rename and delete', s);
  await s.context.close();
});

await part('left in between', async () => {
  const s = await open(server);
  await begin(s.page);
  await ask(s.page, 'How many employees are there?');
  await answered(s.page, 0);
  await row(s.page, 'How many employees are there?').getByRole('button').focus();
  await s.page.keyboard.press('Enter');
  await s.page.getByRole('menuitem', { name: 'Delete' }).click();
  await s.page.locator('.hello').waitFor();
  check(true, 'the conversation on the page leaves it when it is deleted');
  await s.page.goto('about:blank');
  let gone = false;
  for (const until = Date.now() + 30_000; !gone && Date.now() < until; await new Promise((r) => setTimeout(r, 100))) gone = !(await sessions()).some((x) => x.title === 'How many employees are there?');
  check(gone, 'what was deleted is deleted though the page was left before its toast was gone');
  await s.context.close();
});

await part('many turns', async () => {
  const made = await (await fetch(`${server.url}/api/v1/sql-assistant/sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"title":"Long talk"}' })).json();
  const ids = [];
  for (let i = 0; i < 23; i++) {
    const body = JSON.stringify({ query: `How many tracks are longer than ${i + 1} minutes?`, session_id: made.id });
    const answer = await fetch(`${server.url}/api/v1/sql-assistant/generate`, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body });
    ids.push((await answer.json()).generation_id);
  }
  const s = await open(server);
  await s.page.goto(`${server.url}/thread/${made.id}`);
  await answered(s.page, 19);
  check((await s.page.locator('.turn').count()) === 20, 'a long conversation shows its last twenty questions');
  check((await s.page.locator('.turn .result').count()) < 8, 'and runs only what is looked at');
  await s.page.getByRole('button', { name: 'Earlier questions' }).click();
  await turn(s.page, 22).waitFor();
  check((await s.page.getByRole('button', { name: 'Earlier questions' }).count()) === 0, 'the earlier ones come when they are wanted');
  await s.page.goto(`${server.url}/ask/${ids[1]}`);
  await answered(s.page, 1);
  check((await s.page.locator('.turn').count()) === 23, 'the address of an early answer opens its conversation back to it');
  await checkLedger('many turns', s);
  await s.context.close();
});

await part('search', async () => {
  for (let i = 0; i < 5; i++) await fetch(`${server.url}/api/v1/sql-assistant/sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ title: `Talk ${i}` }) });
  const s = await open(server);
  await begin(s.page);
  await s.page.locator('aside input[type=search]').fill('brazil');
  await s.page.locator('aside ul li').nth(1).waitFor({ state: 'detached' });
  check((await rows(s.page).first().getAttribute('title')).includes('Germany'), 'a conversation is found by what was said in it');
  await s.page.locator('aside input[type=search]').fill('nothing like that');
  await s.page.locator('aside [role=status]').waitFor();
  check(true, 'what is not there is said');
  await checkLedger('search', s);
  await s.context.close();
});

await part('in the middle', async () => {
  const a = await open(server);
  await begin(a.page);
  await ask(a.page, 'How many customers are in Germany?');
  await answered(a.page, 0);
  const held = await hold(server);
  const first = new URL(a.page.url()).pathname;
  await ask(a.page, 'and in Canada?');
  await a.page.waitForFunction((first) => location.pathname !== first, first);
  await a.page.reload();
  await turn(a.page, 1).waitFor();
  await held.release();
  await answered(a.page, 1);
  check((await turn(a.page, 1).locator('.sql pre').innerText()).includes("'Canada'") && (await a.page.locator('.turn').count()) === 2, 'a reload while a follow-up is answered loses neither of both turns');
  await a.context.close();
});

await part('nowhere', async () => {
  const s = await open(server);
  for (const path of ['/thread/00000000-0000-4000-8000-000000000000', '/ask/00000000-0000-4000-8000-000000000000']) {
    await s.page.goto(server.url + path);
    await s.page.locator('.ask-column [role=alert]').waitFor();
    check(true, `${path.split('/')[1]}: what is gone is said`);
  }
  await s.context.close();
});

await close();
await server.stop();
server.clean();
process.exit(plan());
