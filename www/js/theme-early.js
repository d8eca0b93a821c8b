// Restores the theme of an earlier visit; by default the page follows the system's theme.
(() => {
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is blocked: the page follows the system's theme.
  }
})();
