// SPDX-License-Identifier: Apache-2.0
// A wire that misbehaves on request, between a page and a server: it can delay what the server answers, cut it after so many bytes, or
// answer in the server's place. Only for tests; it looks at the first line of each request and at nothing else.
import { createServer, connect } from 'node:net';

// A browser forgets what it has received but not yet handed to the page when the connection breaks, so a busy one gets time to do that.
const READ_MS = 500;

/** Start a wire to `port`. `rule(requestLine, count)` decides for each connection's request: {delay_ms?, cut?, answer?, hold?} or undefined;
 * `hold` keeps the connection open after `answer`, as a server does that is still working. */
export async function wire(port, host = '127.0.0.1') {
  const sockets = new Set();
  const seen = [];
  const state = { rule: () => undefined, seen };
  const server = createServer((page) => {
    const back = connect(port, host);
    sockets.add(page).add(back);
    let what;
    let sent = 0;
    const end = () => (page.destroy(), back.destroy());
    page.on('data', (d) => {
      const head = d.toString('latin1');
      const line = /^[A-Z]+ \S+ HTTP\/1\.1/.exec(head)?.[0];
      if (line) {
        what = state.rule(line);
        sent = 0;
        seen.push({ line, lastEventId: /^last-event-id: *(\S+)/im.exec(head)?.[1] });
        if (what?.answer) return void (what.hold ? page.write(what.answer) : page.end(what.answer));
      }
      // one request a connection keeps this simple: the server is asked to close after its answer
      back.write(line ? Buffer.from(head.replace(/^connection:.*$/im, 'Connection: close'), 'latin1') : d);
    });
    back.on('data', (d) => {
      const now = what;
      const pass = () => {
        if (page.destroyed) return;
        const left = now?.cut === undefined ? d.length : Math.max(0, now.cut - sent);
        page.write(d.subarray(0, left));
        sent += d.length;
        if (now?.cut !== undefined && sent >= now.cut) setTimeout(end, READ_MS);
      };
      if (now?.delay_ms) setTimeout(pass, now.delay_ms);
      else pass();
    });
    back.on('end', () => {
      const isCut = what?.cut !== undefined && sent >= what.cut; // then its own timer ends it
      if (!what?.hold && !isCut) setTimeout(() => page.end(), what?.delay_ms ?? 0);
    });
    for (const s of [page, back]) {
      s.on('error', end);
      s.on('close', () => sockets.delete(s));
    }
    page.on('end', () => back.end());
  });
  await new Promise((r) => server.listen(0, '127.0.0.1', r));
  state.url = `http://127.0.0.1:${server.address().port}`;
  state.close = () => {
    sockets.forEach((s) => s.destroy());
    server.close();
  };
  return state;
}
