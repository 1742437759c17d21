// SPDX-License-Identifier: Apache-2.0
// The first minute of somebody who has never seen askdb: first page, the sample by one click, a question, its SQL, its table, its chart, a
// follow-up. Each step is timed, and the times are told, not judged: they are the machine's; a minute is what a person will wait for
// something that is new to them. TAP on stdout. It runs against a server of its own, or against any that runs already, such as one on a
// machine where everything was just installed: node tests/e2e/first_run.mjs [http://host:port]
import { loadavg } from 'node:os';
import { artefacts, check, checkLedger, close, launch, open, part, plan, Server } from './harness.mjs';

const given = process.argv.slice(2).find((a) => /^https?:/.test(a))?.replace(/\/+$/, '');
const server = given ? { url: given } : await new Server().start();
const times = [];
await launch();

await part('first run', async () => {
  const s = await open(server);
  const began = performance.now();
  let last = began;
  const step = (name) => {
    const now = performance.now();
    times.push([name, now - last]);
    last = now;
  };
  const { page } = s;
  const answers = page.locator('.turn .result');

  await page.goto(server.url);
  const sample = page.getByRole('button', { name: 'Try the sample' });
  const suggestion = page.locator('.hello li button').first();
  await sample.or(suggestion).first().waitFor();
  step('first page');
  await page.screenshot({ path: `${artefacts}first-run-page.png` });
  if (await sample.count()) {
    check((await page.locator('.hello li').count()) === 0, 'without a database the first page offers the ways to one, and no question that could not be answered');
    await sample.click();
    await suggestion.waitFor();
    step('sample, by one click');
    check(new URL(page.url()).pathname === '/', 'the sample is ready: Ask stands open');
  } else if (!given) check(false, 'a server without sources offers the sample');
  check((await page.locator('.hello li').count()) >= 3, 'questions of its schema are suggested');

  await page.locator('textarea').last().fill('How many customers are there in each country?');
  await page.keyboard.press('Enter');
  await page.locator('.turn .sql pre').filter({ hasText: 'SELECT' }).waitFor();
  step('question to SQL');
  await answers.first().waitFor();
  step('SQL to result');
  await page.locator('.turn .plot .main-svg').first().waitFor();
  step('result to chart');
  check(true, 'the chart is drawn');
  await page.getByRole('tab', { name: 'Table' }).first().click();
  await page.locator('[role=grid]').first().waitFor();
  step('chart to table');
  check(Number(await page.locator('[role=grid]').first().getAttribute('aria-rowcount')) > 5, 'the table has the rows');
  await page.screenshot({ path: `${artefacts}first-run-answer.png` });
  await page.locator('.next button').first().click();
  await answers.nth(1).waitFor();
  step('follow-up');
  check((await page.locator('.turn').count()) === 2, 'a follow-up is answered in the same thread');
  times.push(['all of it', last - began]);
  await checkLedger('first run', s);
  await s.context.close();
});

const width = Math.max(0, ...times.map(([name]) => name.length));
for (const [name, ms] of times) console.log(`# ${name.padEnd(width)}  ${String(Math.round(ms)).padStart(6)} ms`);
console.log(`# load ${loadavg()[0].toFixed(1)}`);
await close();
if (!given) {
  await server.stop();
  server.clean();
}
process.exit(plan());
