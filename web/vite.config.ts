// SPDX-License-Identifier: Apache-2.0
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

const server = process.env.ASKDB_URL ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [sveltekit()],
  build: { target: 'es2022', cssMinify: true, modulePreload: { polyfill: false }, assetsInlineLimit: 0, rollupOptions: { output: { experimentalMinChunkSize: 4_000 } } },
  server: { proxy: { '/api': server, '/health': server } },
  test: { include: ['src/**/*.test.ts'] }
});
