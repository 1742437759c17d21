// SPDX-License-Identifier: Apache-2.0
// The registered data sources and the one that is asked. Loaded once, again after a change or a reconnection.
import { json } from '$lib/api/client';
import type { DataSource } from '$lib/api/types';
import { settings } from './settings.svelte';

class Sources {
  items = $state.raw<DataSource[] | undefined>();
  error = $state.raw<unknown>();

  #loading: Promise<void> | undefined;

  /** Load them unless they are there or on their way. */
  async ensure(): Promise<void> {
    if (!this.items) await (this.#loading ?? this.load());
  }
  /** Read the list, again where it was read before. */
  load(): Promise<void> {
    const mine = this.#read().finally(() => {
      if (this.#loading === mine) this.#loading = undefined;
    });
    this.#loading = mine;
    return mine;
  }
  async #read(): Promise<void> {
    try {
      const all: DataSource[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page: { items: DataSource[]; next: string | null } = await json('GET', '/api/v1/data-sources', { query: { limit: 200, ...(cursor ? { cursor } : {}) } });
        all.push(...page.items);
        cursor = page.next;
      }
      this.items = all;
      this.error = undefined;
    } catch (e) {
      this.error = e;
    }
  }
  /** The source that is asked: the chosen one where it still exists, else the first that can answer. */
  get current(): DataSource | undefined {
    const items = this.items ?? [];
    return items.find((s) => s.id === settings.source) ?? items.find((s) => s.last_synced) ?? items[0];
  }
  choose(id: string) {
    settings.source = id;
  }
}

export const sources = new Sources();
