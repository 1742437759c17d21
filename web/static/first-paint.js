// SPDX-License-Identifier: Apache-2.0
// Runs before the first paint so that the chosen theme and language never flash, and the greeting of Ask stands there before the page's
// own script does. A file of its own: the policy forbids inline scripts.
(function () {
  var html = document.documentElement;
  if (location.pathname === '/' && !location.search) html.dataset.first = 'ask';
  try {
    var s = JSON.parse(localStorage.getItem('askdb.settings') || '{}');
    if (s.theme === 'light' || s.theme === 'dark') html.dataset.theme = s.theme;
    var l = s.locale || (navigator.language || 'en').slice(0, 2);
    if (l === 'ja' || l === 'ko') html.lang = l;
  } catch (e) {
    /* storage can be forbidden: the system's theme and English remain */
  }
})();
