// SPDX-License-Identifier: Apache-2.0
// An answer whose stream is cut, whose server dies, is slow or fails: the page ends right, or says what happened and offers to try again.
// TAP on stdout. usage: node tests/e2e/streams.mjs [part]
import { artefacts, check, checkLedger, close, hold, launch, open, part, plan, Server } from './harness.mjs';
import { wire } from './proxy.mjs';

const QUESTION = 'Which 5 artists have the most albums?';
const EVENTS = /^GET \S*\/generate\/[0-9a-f-]+\/events /;
const GENERATE = /^POST \S*\/sql-assistant\/generate\?/;
const FIRST_MESSAGE = 500; // bytes: after fewer than these only the headers had come, with the answer's id
const server = await new Server().start('--demo');
await launch();
const between = await wire(Number(new URL(server.url).port));

const ask = async (page) => {
  await page.goto(between.url);
  await page.locator('.hello li').first().waitFor();
  await page.locator('textarea').last().fill(QUESTION);
  await page.keyboard.press('Enter');
};
const answered = (page) => page.locator('.turn .result').last().waitFor();
const sqlOf = (page) => page.locator('.sql pre').last().innerText();
let whole;

await part('whole', async () => {
  const s = await open({ url: between.url });
  await ask(s.page);
  await answered(s.page);
  whole = await sqlOf(s.page);
  check(whole.includes('SELECT'), 'the wire alone changes nothing');
  await checkLedger('whole', s);
  await s.context.close();
});

await part('cut', async () => {
  for (const cut of [300, 700, 1100]) {
    const s = await open({ url: between.url });
    let cuts = 0;
    between.seen.length = 0;
    between.rule = (line) => (GENERATE.test(line) && cuts++ === 0 ? { cut } : undefined);
    await ask(s.page);
    await s.page.locator('.turn .result, .turn [role=alert]').first().waitFor();
    if (await s.page.locator('.turn [role=alert]').count()) {
      check(await s.page.getByRole('button', { name: 'Try again' }).isVisible(), `cut after ${cut} bytes, before the answer had an id: said, with a way to try again`);
      await s.page.getByRole('button', { name: 'Try again' }).click();
      await answered(s.page);
    } else {
      check(between.seen.some((r) => EVENTS.test(r.line) && (r.lastEventId || cut < FIRST_MESSAGE)), `cut after ${cut} bytes: the page goes on from the last message it has`);
    }
    check((await sqlOf(s.page)) === whole, `cut after ${cut} bytes: the answer ends whole, with nothing lost or doubled`);
    await s.context.close();
  }
  between.rule = () => undefined;
});

// Nothing here depends on how fast the machine is: `hold` keeps an answer half-way for as long as it takes to look at it.
const asking = (page) => page.locator('.turn[aria-busy=true]').waitFor();
const named = (page) => page.waitForURL(/\/ask\/[0-9a-f-]{36}$/);

/** Ask while the sample is locked; the answer is half-way when this returns. */
async function askHeld(s) {
  await s.page.goto(server.url);
  await s.page.locator('.hello li').first().waitFor();
  const held = await hold(server);
  await s.page.locator('textarea').last().fill(QUESTION);
  await s.page.keyboard.press('Enter');
  await named(s.page);
  await asking(s.page);
  return held;
}
const history = async () => (await (await fetch(`${server.url}/api/v1/sql-assistant/history?limit=200`)).json()).items.filter((g) => g.query === QUESTION);

await part('killed', async () => {
  const before = (await history()).length;
  const a = await open(server);
  const held = await askHeld(a);
  await server.kill();
  await held.release();
  await server.start('--demo');
  await answered(a.page);
  check((await sqlOf(a.page)) === whole, 'the server was killed in the middle: after its restart the page shows the answer, and nobody did anything');
  check((await a.page.locator('.turn [role=alert]').count()) === 0, 'killed: no error is left on the page');
  check((await a.page.locator('.turn').count()) === 1, 'killed: one question, one answer');
  check((await history()).length === before + 1, 'killed: the history has it once');
  const b = await open(server);
  await b.page.goto(a.page.url());
  await answered(b.page);
  check((await sqlOf(b.page)) === whole, 'killed: a second tab on it agrees');
  await a.context.close();
  await b.context.close();
});

await part('killed, then opened', async () => {
  const a = await open(server);
  const held = await askHeld(a);
  const address = a.page.url();
  await server.kill();
  await a.context.close();
  await held.release();
  await server.start('--demo');
  const b = await open(server);
  await b.page.goto(address);
  await answered(b.page);
  check((await sqlOf(b.page)) === whole, 'an answer nobody followed when its server died is there when its address is opened');
  await b.context.close();
});

await part('two tabs', async () => {
  const a = await open(server);
  const held = await askHeld(a);
  const b = await open(server);
  await b.page.goto(a.page.url());
  await asking(b.page);
  await b.page.locator('.question', { hasText: QUESTION }).waitFor();
  check(true, 'a second tab on an answer that forms shows the question and how far it is');
  await held.release();
  await Promise.all([answered(a.page), answered(b.page)]);
  check((await sqlOf(a.page)) === whole && (await sqlOf(b.page)) === whole, 'both tabs end with the same SQL');
  const facts = (s) => s.page.locator('.turn .explanation, .turn .badge').allInnerTexts();
  check(JSON.stringify(await facts(a)) === JSON.stringify(await facts(b)), 'both say the same about it');
  await a.context.close();
  await b.context.close();
});

await part('stopped in another tab', async () => {
  const a = await open(server);
  const held = await askHeld(a);
  const b = await open(server);
  await b.page.goto(a.page.url());
  await asking(b.page);
  await b.page.keyboard.press('Escape');
  await b.page.locator('textarea').last().focus();
  await b.page.keyboard.press('Escape');
  await b.page.getByText(/^Stopped/).waitFor();
  await a.page.locator('.turn[aria-busy=false]').waitFor();
  check((await a.page.locator('.turn .result').count()) === 0, 'an answer that was stopped in one tab ends in the other too');
  await held.release();
  await a.context.close();
  await b.context.close();
});

await part('reload', async () => {
  const a = await open(server);
  const held = await askHeld(a);
  await a.page.reload();
  await asking(a.page);
  await a.page.locator('.question', { hasText: QUESTION }).waitFor(); // it is fetched by the answer's id
  check(true, 'a reload in the middle shows the question and goes on');
  await held.release();
  await answered(a.page);
  check((await sqlOf(a.page)) === whole, 'and ends with the whole answer');
  await checkLedger('reload', a);
  await a.context.close();
});

// The seconds are shown from 2 to 10 s and the sentence after that: both can be seen for long, however late this process looks.
const LONG_MS = 40_000;
await part('slow', async () => {
  const s = await open({ url: between.url });
  between.rule = (line) => (GENERATE.test(line) ? { delay_ms: LONG_MS } : undefined);
  await ask(s.page);
  await s.page.locator('.turn p.waiting').waitFor();
  check(/^\d s$/.test((await s.page.locator('.turn p.waiting').innerText()).trim()), 'a slow answer shows how long it takes');
  await s.page.getByText(/^Still working/).waitFor();
  check(await s.page.locator('p.waiting').getByRole('button', { name: 'Stop' }).isVisible(), 'after 10 s it says that it still works, with Stop beside it');
  await s.page.screenshot({ path: `${artefacts}ask-streaming-light-en-1280.png` });
  await s.page.locator('p.waiting').getByRole('button', { name: 'Stop' }).click();
  await s.page.getByText(/^Stopped/).waitFor();
  check(true, 'Stop ends it and says so');
  await s.context.close();
  between.rule = () => undefined;
});

await part('erroring', async () => {
  const s = await open({ url: between.url });
  const body = JSON.stringify({ type: 'about:blank', title: 'Not ready', status: 503, detail: 'The store is being opened: try again in a moment.', code: 'not_ready', trace_id: '0af7651916cd43dd8448eb211c80319c' });
  let failing = true;
  between.rule = (line) =>
    GENERATE.test(line) && failing ? { answer: `HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}` } : undefined;
  await ask(s.page);
  const card = s.page.locator('.turn [role=alert]').last();
  await card.waitFor();
  check((await card.innerText()).includes('try again in a moment'), 'an error is shown with the server\'s sentence');
  failing = false;
  await card.getByRole('button', { name: 'Try again' }).click();
  await answered(s.page);
  check((await sqlOf(s.page)) === whole, 'trying again answers');
  await s.context.close();
});

between.close();
await close();
await server.stop();
server.clean();
process.exit(plan());
