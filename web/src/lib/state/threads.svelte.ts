// SPDX-License-Identifier: Apache-2.0
// The conversations there are, for the list at the side. One that is deleted is gone from the list at once and from the server when
// the toast that can undo it is gone: nothing is lost by a slip.
import { address, json, request } from '$lib/api/client';
import type { Session } from '$lib/api/types';
import { i18n } from '$lib/i18n/index.svelte';
import { toasts } from './toasts.svelte';

const SHOWN = 50;

class Threads {
  items = $state.raw<Session[] | undefined>();
  #leaving = new Set<string>();

  /** Not those on their way out; nor those in which nothing was said and that nobody gave a name: a question that did not arrive left them. */
  #here(items: Session[]): Session[] {
    return items.filter((s) => !this.#leaving.has(s.id) && (s.message_count > 0 || s.title !== null));
  }
  async load(): Promise<void> {
    try {
      this.items = this.#here((await json('GET', '/api/v1/sql-assistant/sessions', { query: { limit: SHOWN } })).items);
    } catch {
      /* the list is a convenience: the banner already says that the server is away */
    }
  }
  /** Those whose title, questions, answers or SQL hold the text. */
  async find(text: string, signal: AbortSignal): Promise<Session[]> {
    return this.#here((await json('GET', '/api/v1/sql-assistant/sessions', { query: { limit: SHOWN, q: text }, signal })).items);
  }
  async rename(s: Session, title: string): Promise<void> {
    const renamed = await json('PATCH', '/api/v1/sql-assistant/sessions/{id}', { path: { id: s.id }, body: { title } });
    this.items = this.items?.map((x) => (x.id === s.id ? renamed : x));
  }
  remove(s: Session): void {
    this.#leaving.add(s.id);
    if (this.items) this.items = this.#here(this.items);
    toasts.add('info', i18n.t.ask.threadDeleted(s.title ?? i18n.t.ask.untitled), {
      label: i18n.t.app.undo,
      run: () => {
        this.#leaving.delete(s.id);
        void this.load();
      },
      gone: () => void this.#delete(s.id)
    });
  }
  /** Called when the toast is gone, or the page: then the request outlives it. */
  async #delete(id: string): Promise<void> {
    try {
      await request(address('/api/v1/sql-assistant/sessions/{id}', { path: { id } }), { method: 'DELETE', keepalive: true });
    } catch (e) {
      this.#leaving.delete(id);
      toasts.add('error', e instanceof Error ? e.message : String(e));
      void this.load();
    }
  }
}

export const threads = new Threads();
