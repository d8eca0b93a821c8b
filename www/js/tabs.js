/**
 * Tabs with the keyboard support of the ARIA Authoring Practices: only the selected tab is in the tab order, and
 * the arrow keys, Home and End select another one.
 *
 * https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 */

/**
 * Adds the behaviour to a tab list and selects its first tab.
 *
 * @param {HTMLElement} list the element with `role="tablist"`
 * @returns {(id: string) => void} selects the tab with that id
 */
export function setUpTabs(list) {
  const tabs = [...list.querySelectorAll('[role="tab"]')].filter((tab) => tab instanceof HTMLElement);

  const show = (/** @type {string} */ id) => {
    for (const tab of tabs) {
      const chosen = tab.id === id;
      tab.setAttribute('aria-selected', String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      document.getElementById(tab.getAttribute('aria-controls') ?? '')?.toggleAttribute('hidden', !chosen);
    }
  };

  list.addEventListener('click', (event) => {
    const tab = tabs.find((candidate) => candidate.contains(/** @type {Node} */ (event.target)));
    if (tab) show(tab.id);
  });
  list.addEventListener('keydown', (event) => {
    const shown = tabs.filter(({ hidden }) => !hidden);
    const at = shown.findIndex((tab) => tab.matches(':focus'));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const tab = shown[(to + shown.length) % shown.length];
    if (!tab) return;
    show(tab.id);
    tab.focus();
  });

  const [first] = tabs;
  if (first) show(first.id);
  return show;
}
