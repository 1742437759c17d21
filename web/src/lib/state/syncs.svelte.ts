// SPDX-License-Identifier: Apache-2.0
// The readings of data sources that were started here. They are the server's jobs: this only looks at them, on whatever page one is.
import { ApiError, json } from '$lib/api/client';
import { i18n } from '$lib/i18n/index.svelte';
import { sources } from './sources.svelte';
import { toasts } from './toasts.svelte';

export interface Progress {
  workflow_id: string;
  status: 'QUEUED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  step?: string | null;
  progress?: { tables?: number; columns?: number; documents?: number; done?: number; total?: number };
  tables?: number;
  columns?: number;
  done?: number;
  total?: number;
  error?: string | null;
}

const POLL_MS = 400;
export const isRunning = (p: Progress | undefined) => p?.status === 'RUNNING' || p?.status === 'QUEUED';

/** How much of a reading is done, 0 to 1; undefined while the whole is not known. */
export function shareOf(p: Progress): number | undefined {
  const total = p.progress?.total ?? p.total ?? 0;
  return total ? Math.min(1, (p.progress?.done ?? p.done ?? 0) / total) : undefined;
}

class Syncs {
  /** The last news of each source's reading; gone once it went well. */
  of = $state<Record<string, Progress | undefined>>({});
  readonly running = $derived(Object.values(this.of).filter(isRunning).length);

  /** Read a source's tables again and follow that to its end. */
  async start(source: { id: string; name: string }): Promise<void> {
    try {
      const { workflow_id } = await json<{ workflow_id: string }>('POST', `/api/v1/data-sources/${source.id}/sync`);
      this.of[source.id] = { workflow_id, status: 'RUNNING' };
      while (isRunning(this.of[source.id])) {
        this.of[source.id] = await json<Progress>('GET', `/api/v1/data-catalog/refresh/status/${workflow_id}`);
        if (isRunning(this.of[source.id])) await new Promise((r) => setTimeout(r, POLL_MS));
      }
      if (this.of[source.id]?.status === 'COMPLETED') {
        this.of[source.id] = undefined;
        toasts.add('ok', i18n.t.sources.synced(source.name));
      }
    } catch (e) {
      this.of[source.id] = { workflow_id: '', status: 'FAILED', error: e instanceof ApiError ? e.message : String(e) };
    }
    await sources.load();
  }
}

export const syncs = new Syncs();
