// SPDX-License-Identifier: Apache-2.0
// The registered data sources and the one that is asked. Loaded once, again after a change or a reconnection.
import { json } from '$lib/api/client';
import { settings } from './settings.svelte';

export interface DataSource {
  id: string;
  name: string;
  type: string;
  description: string | null;
  config: Record<string, unknown>;
  status: 'connected' | 'disconnected' | 'error';
  last_error?: string | null;
  last_synced: string | null;
  created_at: string;
  updated_at: string;
}

class Sources {
  items = $state.raw<DataSource[] | undefined>();
  error = $state.raw<unknown>();

  async load(): Promise<void> {
    try {
      const all: DataSource[] = [];
      let cursor: string | null = null;
      do {
        const page: { items: DataSource[]; next: string | null } = await json('GET', `/api/v1/data-sources?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
        all.push(...page.items);
        cursor = page.next;
      } while (cursor);
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
