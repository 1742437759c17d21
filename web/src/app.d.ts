// SPDX-License-Identifier: Apache-2.0
declare module 'plotly.js-cartesian-dist-min' {
  const plotly: unknown;
  export default plotly;
}
