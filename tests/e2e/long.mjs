// SPDX-License-Identifier: Apache-2.0
// A statement that outlives its request: the page follows it, says how long it has been, stops it, and finds it again in Analysis.
// TAP on stdout. usage: node tests/e2e/long.mjs
import { readFileSync } from 'node:fs';
import { artefacts, axeSource, check, checkLedger, close, launch, open, part, plan, Server } from './harness.mjs';

const counted = (limit) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n ${limit}) SELECT count(*) AS n FROM n`;
const MILLIONS = counted('WHERE i < 4000000');
const ENDLESS = counted('');

process.env.ASKDB_EXECUTE_INLINE_MS = '100';
const server = await new Server().start('--demo');
await launch();

const history = async () => (await (await fetch(`${server.url}/api/v1/data-analysis/history`)).json()).items;
async function axe(page, name) {
  await page.evaluate(readFileSync(axeSource, 'utf8'));
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  check(found.violations.length === 0, `axe: ${name}`, found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`).join('\n'));
}

/** An answer whose statement is replaced and run. */
async function run(page, sql) {
  await page.goto(server.url);
  await page.locator('.hello li').first().waitFor();
  await page.locator('textarea').last().fill('How many tracks are there?');
  await page.keyboard.press('Enter');
  await page.locator('.turn .result').last().waitFor();
  await page.getByRole('button', { name: /^(Edit|編集)$/ }).click();
  await page.locator('.edit').fill(sql);
  await page.keyboard.press('Control+Enter');
}

await part('followed', async () => {
  const s = await open(server);
  await run(s.page, MILLIONS);
  await s.page.locator('.result [role=gridcell]', { hasText: /^4,?000,?000$/ }).first().waitFor();
  const [last] = await history();
  check(last.workflow_id !== null && last.status === 'completed', 'a statement that outlived its request came to its end on the page');
  await checkLedger('followed', s);
  await s.context.close();
});

await part('stopped', async () => {
  const s = await open(server, { locale: 'ja', theme: 'dark' });
  await run(s.page, ENDLESS);
  const stop = s.page.locator('.turn p.waiting button');
  await stop.waitFor();
  await axe(s.page, 'a statement that takes long');
  await s.page.screenshot({ path: `${artefacts}ask-long-statement-dark-ja-1280.png`, animations: 'disabled' });
  const [running] = await history();
  check(running.status === 'running', 'it runs while the page says so');
  await stop.focus();
  await s.page.keyboard.press('Enter');
  await stop.waitFor({ state: 'detached' });
  let [ended] = await history();
  for (let i = 0; i < 50 && ended.status === 'running'; i++) [ended] = await (new Promise((r) => setTimeout(r, 100)).then(history));
  check(ended.id === running.id && ended.status === 'cancelled', 'Stop ends it in the server', JSON.stringify(ended));
  check((await s.page.locator('.turn [role=alert]').count()) === 0, 'and is no error');
  await s.page.goto(`${server.url}/analysis/${ended.id}`);
  await s.page.locator('.page code, .page pre').first().waitFor();
  check((await s.page.locator('[role=alert]').count()) === 0 && (await s.page.getByText('停止').count()) > 0, 'Analysis says that it was stopped');
  await checkLedger('stopped', s);
  await s.context.close();
});

await part('found again', async () => {
  const body = JSON.stringify({ sql: counted('WHERE i < 30000000') });
  const begun = await (await fetch(`${server.url}/api/v1/data-analysis/execute`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).json();
  const s = await open(server);
  await s.page.goto(`${server.url}/analysis`);
  const entry = s.page.locator(`a[href="/analysis/${begun.id}"]`);
  await entry.waitFor();
  check(/running/.test(await entry.innerText()), 'the list says that it runs');
  await s.page.screenshot({ path: `${artefacts}analysis-running-light-en-1280.png`, animations: 'disabled' });
  await entry.click();
  await s.page.locator('p.waiting').waitFor();
  await s.page.reload();
  await s.page.locator('.result [role=gridcell]', { hasText: /^30,?000,?000$/ }).first().waitFor();
  check(true, 'its page waits for it, over a reload, and shows the result');
  await s.page.goto(`${server.url}/analysis/${begun.id}`);
  await s.page.locator('.result').waitFor();
  await axe(s.page, 'its result');
  await checkLedger('found again', s);
  await s.context.close();
});

await part('the server is killed', async () => {
  const s = await open(server);
  await run(s.page, counted('WHERE i < 20000000'));
  while ((await history())[0].status !== 'running' || (await history())[0].workflow_id === null) await new Promise((r) => setTimeout(r, 50));
  await server.kill();
  await s.page.locator('.banner').waitFor();
  await server.start();
  await s.page.locator('.result [role=gridcell]', { hasText: /^20,?000,?000$/ }).first().waitFor();
  check((await history())[0].status === 'completed', 'a statement that was running when the server was killed comes to its end on the same page');
  await s.context.close();
});

await close();
await server.stop();
server.clean();
process.exit(plan());
