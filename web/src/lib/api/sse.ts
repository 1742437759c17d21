// SPDX-License-Identifier: Apache-2.0
// Server-sent events over fetch (WHATWG HTML, 9.2): a push parser, and a stream that goes on where it stopped. EventSource is not
// used because it cannot POST, cannot send an API key and does not say why it failed.

export interface SseMessage {
  id: string | undefined;
  data: string;
}

/** A parser that takes text in any pieces and calls back for each whole message. Comments count as signs of life only. */
export function sseParser(onMessage: (m: SseMessage) => void, onAlive: () => void = () => {}): (piece: string) => void {
  let rest = '';
  let id: string | undefined;
  let data: string[] = [];

  return (piece) => {
    onAlive();
    rest += piece;
    for (;;) {
      const end = rest.search(/\r\n|\n|\r/);
      if (end < 0) return;
      if (rest[end] === '\r' && end + 1 === rest.length) return; // its \n may still come
      const line = rest.slice(0, end);
      rest = rest.slice(end + (rest.startsWith('\r\n', end) ? 2 : 1));
      if (line === '') {
        if (data.length) onMessage({ id, data: data.join('\n') });
        data = [];
        continue;
      }
      const colon = line.indexOf(':');
      if (colon === 0) continue;
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'data') data.push(value);
      else if (field === 'id') id = value;
    }
  };
}

export interface StreamOptions<T> {
  /** The first request. */
  open: (signal: AbortSignal) => Promise<Response>;
  /** The first request may be repeated as a later one: it only looks at what is there. */
  isRepeatable?: boolean;
  /** A later one, after the connection broke; lastId is the last message that arrived. undefined = it cannot be resumed. */
  resume: (lastId: string | undefined, signal: AbortSignal) => Promise<Response> | undefined;
  onMessage: (message: T) => void;
  /** true for the message that ends the stream. */
  isLast: (message: T) => boolean;
  /** The connection is gone and is being made again, or is back. */
  onConnection?: (up: boolean) => void;
  signal: AbortSignal;
}

const SILENCE_MS = 20_000; // the server beats every 5 s: four missing beats are a dead connection
const BACKOFF_MS = [250, 500, 1000, 2000, 4000, 8000];
const GIVE_UP_MS = 120_000;
const MOST_BARREN = 3; // a server that answers, and each time without a message, has nothing more to say

class StreamLost extends Error {
  constructor() {
    super('stream lost');
  }
}

const wait = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

/** Read one response to its end. Returns true when the last message came. */
async function read<T>(response: Response, o: StreamOptions<T>, seen: (id: string | undefined) => void): Promise<boolean> {
  const watchdog = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => watchdog.abort(), SILENCE_MS);
  };
  let done = false;
  const feed = sseParser((m) => {
    seen(m.id);
    const message = JSON.parse(m.data) as T;
    o.onMessage(message);
    done ||= o.isLast(message);
  }, alive);
  if (!response.body) return false; // 204: nothing after what was seen
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const stop = () => void reader.cancel().catch(() => {});
  watchdog.signal.addEventListener('abort', stop);
  o.signal.addEventListener('abort', stop);
  alive();
  try {
    while (!done) {
      const { value, done: end } = await reader.read();
      if (end) break;
      feed(value);
    }
  } finally {
    clearTimeout(timer);
    o.signal.removeEventListener('abort', stop);
    stop();
  }
  return done;
}

/** Asking again will not help. */
const isFinal = (e: unknown) => {
  const { status = 0 } = e as { status?: number };
  return status >= 400 && status < 500 && status !== 429;
};

/** Follow a stream to its last message over as many connections as that takes. Throws what `open` throws, and when it gives up. */
export async function followStream<T>(o: StreamOptions<T>): Promise<void> {
  let lastId: string | undefined;
  let attempt = 0;
  let lostAt = 0;
  let barren = 0;
  let response: Response | undefined;
  try {
    response = await o.open(o.signal);
  } catch (e) {
    if (!o.isRepeatable || isFinal(e)) throw e;
  }
  for (;;) {
    try {
      if (response && (await read(response, o, (id) => ((lastId = id ?? lastId), (attempt = 0), (lostAt = 0), (barren = 0))))) return;
      if (response && ++barren > MOST_BARREN) throw new StreamLost();
    } catch (e) {
      if (o.signal.aborted) return;
      if (e instanceof SyntaxError || e instanceof StreamLost) throw e;
    }
    if (o.signal.aborted) return;
    lostAt ||= Date.now();
    if (Date.now() - lostAt > GIVE_UP_MS) throw new Error('stream lost');
    o.onConnection?.(false);
    await wait(BACKOFF_MS[Math.min(attempt++, BACKOFF_MS.length - 1)]!, o.signal);
    if (o.signal.aborted) return;
    response = undefined;
    const again = o.resume(lastId, o.signal);
    if (!again) throw new Error('stream lost');
    try {
      response = await again;
      o.onConnection?.(true);
    } catch (e) {
      if (isFinal(e)) throw e;
    }
  }
}
