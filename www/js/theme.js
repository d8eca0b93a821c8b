/** The light and dark theme. The page follows the system's theme until the user chooses one. */

const system = matchMedia('(prefers-color-scheme: dark)');

/** @returns {boolean} */
function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : system.matches;
}

/**
 * Makes `button` switch between the themes.
 *
 * @param {HTMLButtonElement} button
 */
export function setUpTheme(button) {
  const show = () => button.setAttribute('aria-pressed', String(isDark()));
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    // Choosing the system's theme means following the system again.
    const followsSystem = (theme === 'dark') === system.matches;
    if (followsSystem) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    try {
      if (followsSystem) localStorage.removeItem('theme');
      else localStorage.setItem('theme', theme);
    } catch {
      // Storage is blocked: the choice lasts until the page is closed.
    }
    show();
  });
  system.addEventListener('change', show);
  show();
}
