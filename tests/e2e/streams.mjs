// SPDX-License-Identifier: Apache-2.0
// An answer whose stream is cut, whose server dies, is slow or fails: the page ends right, or says what happened and offers to try again.
// TAP on stdout. usage: node tests/e2e/streams.mjs [part]
import { artefacts, check, checkLedger, close, launch, open, part, plan, Server } from './harness.mjs';
import { wire } from './proxy.mjs';

const QUESTION = 'Which 5 artists have the most albums?';
const EVENTS = /^GET \S*\/generate\/[0-9a-f-]+\/events /;
const GENERATE = /^POST \S*\/sql-assistant\/generate\?/;
const server = await new Server().start('--demo');
await launch();
const between = await wire(Number(new URL(server.url).port));

const ask = async (page) => {
  await page.goto(between.url);
  await page.locator('.hello li').first().waitFor({ timeout: 15_000 });
  await page.locator('textarea').last().fill(QUESTION);
  await page.keyboard.press('Enter');
};
const answered = (page) => page.locator('.turn .result').last().waitFor({ timeout: 30_000 });
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
    await s.page.locator('.turn .result, .turn [role=alert]').first().waitFor({ timeout: 30_000 });
    if (await s.page.locator('.turn [role=alert]').count()) {
      check(await s.page.getByRole('button', { name: 'Try again' }).isVisible(), `cut after ${cut} bytes, before the answer had an id: said, with a way to try again`);
      await s.page.getByRole('button', { name: 'Try again' }).click();
      await answered(s.page);
    } else {
      check(between.seen.some((r) => EVENTS.test(r.line) && r.lastEventId), `cut after ${cut} bytes: the page goes on from the last message it has`);
    }
    check((await sqlOf(s.page)) === whole, `cut after ${cut} bytes: the answer ends whole, with nothing lost or doubled`);
    await s.context.close();
  }
  between.rule = () => undefined;
});

await part('killed', async () => {
  const a = await open({ url: between.url });
  const b = await open({ url: between.url });
  let first = true;
  let down;
  between.rule = (line) => {
    if (!GENERATE.test(line) || !first) return undefined;
    first = false;
    return { cut: 900 };
  };
  await a.page.goto(between.url);
  await a.page.locator('.hello li').first().waitFor({ timeout: 15_000 });
  const cutOff = a.page.waitForEvent('requestfailed', { timeout: 15_000 }).catch(() => undefined);
  await a.page.locator('textarea').last().fill(QUESTION);
  await a.page.keyboard.press('Enter');
  await a.page.locator('.turn').waitFor();
  down = server.kill();
  await Promise.all([down, cutOff.then(() => {})]);
  await server.start('--demo');
  await a.page.locator('.turn .result, .turn > [role=alert]').first().waitFor({ timeout: 60_000 });
  if (await a.page.locator('.turn .result').count()) check((await sqlOf(a.page)) === whole, 'the server was killed in the middle: after its restart the page ends right');
  else {
    const card = a.page.locator('.turn [role=alert]').first();
    check((await card.innerText()).length > 20, 'the server was killed in the middle: the page says so');
    await card.getByRole('button', { name: 'Try again' }).click();
    await answered(a.page);
    check((await sqlOf(a.page)) === whole, 'trying again after the restart ends right');
  }
  await a.page.waitForURL(/\/ask\//);
  await b.page.goto(a.page.url());
  await answered(b.page);
  check((await sqlOf(b.page)) === (await sqlOf(a.page)), 'a second tab on it agrees');
  await a.context.close();
  await b.context.close();
  between.rule = () => undefined;
});

await part('slow', async () => {
  const s = await open({ url: between.url });
  between.rule = (line) => (GENERATE.test(line) ? { delay_ms: 13_000 } : undefined);
  await ask(s.page);
  await s.page.locator('.turn p.waiting').waitFor({ timeout: 6_000 });
  check(/^\d s$/.test((await s.page.locator('.turn p.waiting').innerText()).trim()), 'a slow answer shows how long it takes');
  await s.page.getByText(/^Still working/).waitFor({ timeout: 10_500 });
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
  await card.waitFor({ timeout: 15_000 });
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
