// The frame around every screen: badge, list of steps, cancel button, sandbox panel and the confirmation
// dialog for leaving. Pages around the widget have a title and a close button of their own, so it has none. It is in a shadow root, so the page's styles and the widget's do not affect each other.
import { button, type Child, h } from './dom';
import { cross, tick } from './drawings';
import { FAILURES, type Failure, failureLabel, failureValue } from './failures';
import type { Flow, Technology } from './flow';
import type { Messages } from './i18n';
import { css } from './styles';

export interface Shell {
  readonly host: HTMLElement;
  /** Shows a screen. */
  show(heading: string, ...content: Child[]): void;
  /**
   * Updates everything around the screen: steps, alternatives, sandbox panel, cancel button.
   *
   * @param simulates whether the sandbox panel can end the current step
   */
  update(flow: Flow, alternatives?: readonly Technology[], simulates?: boolean): void;
}

export interface ShellEvents {
  /** The user has confirmed leaving. */
  leave(): void;
  /** The confirmation dialog has opened or closed. */
  confirming(open: boolean): void;
  /** The user replaces the current step with an alternative. */
  swap(to: Technology): void;
  /** The user has ended the current step in the sandbox panel: with a failure, or as passed if `undefined`. */
  simulate(failure: Failure | undefined): void;
}

function styleSheet(): CSSStyleSheet {
  // Constructed, not a <style> element, which the page's `style-src` could forbid.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/** Adds the frame to the container. All listeners are on its own elements and are removed with them. */
export function mount(container: Element, text: Messages, on: ShellEvents): Shell {
  const host = h('div', { 'data-flow-widget': 'sandbox' });
  const heightBefore = container.clientHeight;
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [styleSheet()];

  const main = h('div', { class: 'main' });
  const steps = h('ol', { class: 'steps', 'aria-label': text.steps });
  const swaps = h('div', { class: 'swaps' });
  const cancel = button(text.cancel, 'link', confirmLeaving);
  const foot = h('div', { class: 'foot' }, cancel);
  const badge = h('p', { class: 'badge' }, text.badge);
  const panel = sandboxPanel(text, on.simulate);
  const body = h('div', { class: 'body' }, badge, steps, main, swaps, foot, panel);
  const card = h('section', { class: 'card', 'aria-label': text.title }, body);
  root.append(h('div', { class: 'root', lang: text.lang }, card));

  let dialog: HTMLElement | undefined;
  let focusBefore: Element | null = null;

  function closeDialog(): void {
    dialog?.remove();
    dialog = undefined;
    body.inert = false;
    on.confirming(false);
    if (focusBefore instanceof HTMLElement && focusBefore.isConnected) {
      focusBefore.focus({ preventScroll: true });
    }
  }

  function confirmLeaving(): void {
    if (dialog || cancel.hidden) return;
    focusBefore = root.activeElement;
    const words = text.leave;
    const stay = button(words.stay, 'primary', closeDialog);
    dialog = h(
      'div',
      {
        class: 'dialog',
        role: 'alertdialog',
        'aria-modal': 'true',
        'aria-labelledby': 'dialog-title',
        'aria-describedby': 'dialog-text',
      },
      h(
        'div',
        {},
        h('h2', { id: 'dialog-title' }, words.heading),
        h('p', { id: 'dialog-text', class: 'lead' }, words.text),
        h('div', { class: 'actions' }, stay, button(words.go, 'plain', on.leave)),
      ),
    );
    body.inert = true;
    card.append(dialog);
    on.confirming(true);
    stay.focus({ preventScroll: true });
  }

  root.addEventListener('keydown', (event) => {
    if ((event as KeyboardEvent).key !== 'Escape' || event.defaultPrevented) return;
    // Otherwise Escape would also close a <dialog> of the page around the widget.
    event.preventDefault();
    event.stopPropagation();
    if (dialog) closeDialog();
    else confirmLeaving();
  });

  function show(heading: string, ...content: Child[]): void {
    const title = h('h2', { tabindex: -1 }, heading);
    main.replaceChildren(
      title,
      ...content.filter((child) => child instanceof Node || typeof child === 'string'),
    );
    // In a short viewport the body scrolls (see responsive.css), otherwise the main part.
    main.scrollTop = 0;
    body.scrollTop = 0;
    // While the confirmation dialog is open, it keeps the focus.
    if (dialog) focusBefore = title;
    else title.focus({ preventScroll: true });
  }

  function update(flow: Flow, alternatives: readonly Technology[] = [], simulates = false): void {
    const running = flow.status === 'running';
    const over = !running && flow.status !== 'intro';
    steps.replaceChildren(
      ...flow.plan.map((code, index) => {
        const result = flow.results[index];
        const isCurrent = running && index === flow.position;
        const state = result ? (result.passed ? 'passed' : 'failed') : isCurrent ? 'current' : 'upcoming';
        return h(
          'li',
          { class: state, 'aria-current': isCurrent ? 'step' : undefined },
          h(
            'span',
            { class: 'dot', 'aria-hidden': 'true' },
            state === 'passed' ? tick() : state === 'failed' ? cross() : String(index + 1),
          ),
          h('span', { class: 'name' }, text.technologies[code].name),
        );
      }),
    );
    swaps.replaceChildren(
      ...alternatives.map((code) =>
        button(text.anotherWay(text.technologies[code].name), 'link', () => on.swap(code)),
      ),
    );
    panel.hidden = !simulates;
    panel.open = false;
    cancel.hidden = over;
    if (over && dialog) closeDialog();
  }

  container.append(host);
  // If the container has no definite height, it would resize with every screen: `data-auto` sets a minimum height.
  if (host.clientHeight < container.clientHeight || heightBefore === 0) host.dataset.auto = '';
  return { host, show, update };
}

/** The panel that lets a developer choose how the current step ends. */
function sandboxPanel(text: Messages, apply: ShellEvents['simulate']): HTMLDetailsElement {
  const words = text.panel;
  const select = h(
    'select',
    { id: 'outcome' },
    h('option', { value: '' }, words.pass),
    ...FAILURES.map((failure) => h('option', { value: failureValue(failure) }, failureLabel(failure))),
  );
  return h(
    'details',
    { class: 'panel', hidden: true },
    h('summary', {}, words.summary),
    h(
      'div',
      {},
      h('label', { for: 'outcome' }, words.outcome),
      select,
      button(words.apply, 'plain', () =>
        apply(FAILURES.find((failure) => failureValue(failure) === select.value)),
      ),
    ),
  );
}
