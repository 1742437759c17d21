// SPDX-License-Identifier: Apache-2.0
import { sveltekit } from '@sveltejs/kit/vite';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * All that the first page is made of, without what it imports later, is one file and one style: thirty small ones cost the browser
 * more than their contents do.
 */
function firstRoute(id: string, { getModuleInfo }: { getModuleInfo: (id: string) => { importedIds: readonly string[] } | null }) {
  if (!members) {
    members = new Set();
    const visit = (module: string) => {
      if (members!.has(module)) return;
      members!.add(module);
      getModuleInfo(module)?.importedIds.forEach(visit);
    };
    FIRST.map((file) => fileURLToPath(new URL(file, import.meta.url))).forEach(visit);
  }
  return members.has(id) ? 'first' : undefined;
}
let members: Set<string> | undefined;
const FIRST = ['src/routes/+layout.svelte', 'src/routes/+layout.ts', 'src/routes/+page.svelte', 'src/routes/+error.svelte'];

const server = process.env.ASKDB_URL ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [sveltekit()],
  build: { target: 'es2022', cssMinify: true, modulePreload: { polyfill: false }, assetsInlineLimit: 0, rollupOptions: { output: { experimentalMinChunkSize: 4_000, manualChunks: firstRoute } } },
  server: { proxy: { '/api': server, '/health': server } },
  test: { include: ['src/**/*.test.ts'] }
});
