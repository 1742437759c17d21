// SPDX-License-Identifier: Apache-2.0
import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

// ASKDB_DEV_PAGES=1 builds an application of its own, with /dev/components and nothing else: what is released has no such route
const dev = process.env.ASKDB_DEV_PAGES === '1';
const out = dev ? 'dist-dev' : 'dist';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  kit: {
    adapter: adapter({ pages: out, assets: out, fallback: 'index.html', precompress: false }),
    files: { routes: dev ? 'src/dev' : 'src/routes' },
    outDir: dev ? '.svelte-kit-dev' : '.svelte-kit',
    paths: { relative: false },
    version: { pollInterval: 60_000 },
    // the server sends the policy; its hash of the one inline script is computed by tools/pack-ui
    csp: undefined
  }
};
