// SPDX-License-Identifier: Apache-2.0
// The readings of data sources that were started here. They are the server's jobs: this only looks at them, on whatever page one is.
import { json } from '$lib/api/client';
import type { DataSource, SyncProgress } from '$lib/api/types';
import { failureLine } from '$lib/i18n/failure';
import { i18n } from '$lib/i18n/index.svelte';
import { sources } from './sources.svelte';
import { toasts } from './toasts.svelte';

/** What is known of a reading; nothing but its state before the first news. */
export type Progress = Pick<SyncProgress, 'workflow_id' | 'status'> & Partial<SyncProgress>;

const POLL_MS = 400;
export const isRunning = (p: Progress | undefined) => p?.status === 'RUNNING' || p?.status === 'QUEUED';

/** How much of a reading is done, 0 to 1; undefined while the whole is not known. */
export function shareOf(p: Progress): number | undefined {
  const { done, total } = p.progress ?? { done: 0, total: 0 };
  return total ? Math.min(1, done / total) : undefined;
}

class Syncs {
  /** The last news of each source's reading; gone once it went well. */
  of = $state<Record<string, Progress | undefined>>({});
  readonly running = $derived(Object.values(this.of).filter(isRunning).length);

  /** Read a source's tables again and follow that to its end. */
  async start(source: Pick<DataSource, 'id' | 'name'>): Promise<void> {
    await this.#follow(source, async () => (await json('POST', '/api/v1/data-sources/{id}/sync', { path: { id: source.id } })).workflow_id);
  }

  /** Have the sample as a data source and follow its reading; undefined where that could not begin. */
  async startSample(): Promise<DataSource> {
    const { data_source, workflow_id } = await json('POST', '/api/v1/data-sources/sample');
    await this.#follow(data_source, () => Promise.resolve(workflow_id));
    const failed = this.of[data_source.id];
    if (failed) throw new Error(failed.error ?? failed.status);
    return data_source;
  }

  async #follow(source: Pick<DataSource, 'id' | 'name'>, begin: () => Promise<string>): Promise<void> {
    try {
      const workflow_id = await begin();
      this.of[source.id] = { workflow_id, status: 'RUNNING' };
      while (isRunning(this.of[source.id])) {
        this.of[source.id] = await json('GET', '/api/v1/data-catalog/refresh/status/{workflow_id}', { path: { workflow_id } });
        if (isRunning(this.of[source.id])) await new Promise((r) => setTimeout(r, POLL_MS));
      }
      if (this.of[source.id]?.status === 'COMPLETED') {
        this.of[source.id] = undefined;
        toasts.add('ok', i18n.t.sources.synced(source.name));
      }
    } catch (e) {
      this.of[source.id] = { workflow_id: '', status: 'FAILED', error: failureLine(e) };
    }
    await sources.load();
  }
}

export const syncs = new Syncs();
