// SPDX-License-Identifier: Apache-2.0
import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  kit: {
    adapter: adapter({ pages: 'dist', assets: 'dist', fallback: 'index.html', precompress: false }),
    paths: { relative: false },
    version: { pollInterval: 60_000 },
    // the server sends the policy; its hash of the one inline script is computed by tools/pack-ui
    csp: undefined
  }
};
