// SPDX-License-Identifier: Apache-2.0
/* The web pages inside the binary: what `npm run build` made of web/, packed by tools/pack-ui.py. */
#pragma once

struct http_assets;

/* The pages, or NULL in a binary that was built without them (meson -Dui=false); static storage. */
const struct http_assets *ui_assets(void);
