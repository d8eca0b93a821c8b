/** The light and dark theme: the system's until the person chooses. */

const system = matchMedia('(prefers-color-scheme: dark)');

/** @returns {boolean} */
function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : system.matches;
}

/**
 * Makes `button` the switch between the themes.
 *
 * @param {HTMLButtonElement} button
 */
export function setUpTheme(button) {
  const show = () => button.setAttribute('aria-pressed', String(isDark()));
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    // Back at the system's theme, follow the system again.
    const followsSystem = (theme === 'dark') === system.matches;
    if (followsSystem) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    try {
      if (followsSystem) localStorage.removeItem('theme');
      else localStorage.setItem('theme', theme);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    show();
  });
  system.addEventListener('change', show);
  show();
}
