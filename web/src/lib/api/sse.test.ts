// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { followStream, sseParser, type SseMessage } from './sse';

const WIRE = ': hb\n\nid: 1\ndata: {"a":1}\n\nid: 2\r\ndata: {"b":\r\ndata: 2}\r\n\r\nretry: 5\ndata: "日本"\n\n';

describe('sseParser', () => {
  it('gives the same messages wherever the text is split', () => {
    for (let cut = 0; cut <= WIRE.length; cut++) {
      const got: SseMessage[] = [];
      const feed = sseParser((m) => got.push(m));
      feed(WIRE.slice(0, cut));
      feed(WIRE.slice(cut));
      expect(got, `cut at ${cut}`).toEqual([
        { id: '1', data: '{"a":1}' },
        { id: '2', data: '{"b":\n2}' },
        { id: '2', data: '"日本"' }
      ]);
    }
  });
});

const response = (text: string) => new Response(new Blob([text]).stream());

describe('followStream', () => {
  it('goes on after a broken connection from the last id, and loses and doubles nothing', async () => {
    const got: number[] = [];
    const asked: (string | undefined)[] = [];
    await followStream<{ n: number }>({
      open: async () => response('id: 1\ndata: {"n":1}\n\nid: 2\ndata: {"n":2}\n\n'),
      resume: (lastId) => {
        asked.push(lastId);
        return Promise.resolve(response('id: 3\ndata: {"n":3}\n\n'));
      },
      onMessage: (m) => got.push(m.n),
      isLast: (m) => m.n === 3,
      signal: new AbortController().signal
    });
    expect(got).toEqual([1, 2, 3]);
    expect(asked).toEqual(['2']);
  });

  it('gives up on a server that answers and has nothing more to say', async () => {
    let asked = 0;
    const stream = followStream<{ n: number }>({
      open: async () => response('id: 1\ndata: {"n":1}\n\n'),
      resume: () => (asked++, Promise.resolve(response(': hb\n\n'))),
      onMessage: () => {},
      isLast: () => false,
      signal: new AbortController().signal
    });
    await expect(stream).rejects.toThrow('stream lost');
    expect(asked).toBe(3);
  });

  it('says so when it cannot go on', async () => {
    const stream = followStream<{ n: number }>({
      open: async () => response(''),
      resume: () => undefined,
      onMessage: () => {},
      isLast: () => false,
      signal: new AbortController().signal
    });
    await expect(stream).rejects.toThrow('stream lost');
  });
});
