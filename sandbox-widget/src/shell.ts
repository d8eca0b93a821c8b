// The frame around every screen: header, steps, place for the screen, sandbox panel, the question
// whether to leave. All of it lives in a shadow root, so that page and widget leave each other alone.
import { cross, shield, tick } from './art';
import { button, type Child, h } from './dom';
import type { Messages } from './i18n';
import { FAILURE_TYPES, type FailureType, type Flow, type Technology } from './steps';
import { css } from './styles';

export interface Shell {
  readonly host: HTMLElement;
  show(heading: string, ...content: Child[]): void;
  /** Draws the steps and what can be done besides the screen: swap, simulate, cancel. */
  frame(flow: Flow, others: readonly Technology[]): void;
  readonly asking: boolean;
}

export interface ShellEvents {
  /** The person has confirmed to leave. */
  leave(): void;
  /** The question whether to leave has come up or gone. */
  ask(open: boolean): void;
  swap(to: Technology): void;
  /** The sandbox panel ends the step: with a failure, or passed. */
  simulate(failure: FailureType | undefined): void;
}

function sheet(): CSSStyleSheet {
  // Constructed, not a <style>: a page's `style-src` has no say in it.
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}

/** Mounts the frame. Listeners are on its own elements only and go with them. */
export function mount(container: Element, text: Messages, on: ShellEvents): Shell {
  const host = h('div', { 'data-flow-widget': 'sandbox' });
  const bare = container.clientHeight;
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet()];

  const main = h('div', { class: 'main' });
  const steps = h('ol', { class: 'steps', 'aria-label': text.steps });
  const swaps = h('div', { class: 'swaps' });
  const cancel = h(
    'button',
    { type: 'button', class: 'icon', 'aria-label': text.cancel, onclick: ask },
    cross(),
  );
  const head = h(
    'div',
    { class: 'head' },
    shield(),
    h(
      'div',
      { class: 'brand' },
      h('span', { class: 'title' }, text.title),
      h('span', { class: 'badge' }, text.badge),
    ),
    cancel,
  );
  const panel = simulator(text, on.simulate);
  const body = h('div', { class: 'body' }, head, steps, main, swaps, panel);
  const card = h('section', { class: 'card', 'aria-label': text.title }, body);
  root.append(h('div', { class: 'root', lang: text.lang }, card));

  let question: HTMLElement | undefined;
  let before: Element | null = null;

  function close(): void {
    question?.remove();
    question = undefined;
    body.inert = false;
    on.ask(false);
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  }

  function ask(): void {
    if (question || cancel.hidden) return;
    before = root.activeElement;
    const words = text.leave;
    const stay = button(words.stay, 'primary', close);
    question = h(
      'div',
      {
        class: 'question',
        role: 'alertdialog',
        'aria-modal': 'true',
        'aria-labelledby': 'q-h',
        'aria-describedby': 'q-t',
      },
      h(
        'div',
        {},
        h('h2', { id: 'q-h' }, words.heading),
        h('p', { id: 'q-t', class: 'lead' }, words.text),
        h('div', { class: 'actions' }, stay, button(words.go, 'plain', on.leave)),
      ),
    );
    body.inert = true;
    card.append(question);
    on.ask(true);
    stay.focus({ preventScroll: true });
  }

  root.addEventListener('keydown', (event) => {
    if ((event as KeyboardEvent).key !== 'Escape' || event.defaultPrevented) return;
    // Kept from the page: a dialog around the widget would close at once.
    event.preventDefault();
    event.stopPropagation();
    if (question) close();
    else ask();
  });

  function show(heading: string, ...content: Child[]): void {
    const title = h('h2', { tabindex: -1 }, heading);
    main.replaceChildren(
      title,
      ...content.filter((child) => child instanceof Node || typeof child === 'string'),
    );
    // On a low screen it is the body that scrolls.
    main.scrollTop = 0;
    body.scrollTop = 0;
    // While the person is being asked, the focus stays with the question.
    if (question) before = title;
    else title.focus({ preventScroll: true });
  }

  function frame(flow: Flow, others: readonly Technology[]): void {
    const running = flow.status === 'running';
    const over = !running && flow.status !== 'intro';
    steps.replaceChildren(
      ...flow.plan.map((code, index) => {
        const passage = flow.passages[index];
        const now = running && index === flow.position;
        const look = passage ? (passage.passed ? 'passed' : 'failed') : now ? 'now' : 'later';
        return h(
          'li',
          { class: look, 'aria-current': now ? 'step' : undefined },
          h(
            'span',
            { class: 'dot', 'aria-hidden': 'true' },
            look === 'passed' ? tick() : look === 'failed' ? cross() : String(index + 1),
          ),
          h('span', { class: 'name' }, text.technologies[code].name),
        );
      }),
    );
    swaps.replaceChildren(
      ...others.map((code) =>
        button(text.anotherWay(text.technologies[code].name), 'link', () => on.swap(code)),
      ),
    );
    panel.hidden = !running;
    panel.open = false;
    cancel.hidden = over;
    if (over && question) close();
  }

  container.append(host);
  // A container without a definite height would shrink and grow with every screen.
  if (host.clientHeight < container.clientHeight || bare === 0) host.dataset.auto = '';
  return {
    host,
    show,
    frame,
    get asking() {
      return question !== undefined;
    },
  };
}

/** The sandbox's panel: how shall the step under way end? */
function simulator(text: Messages, apply: ShellEvents['simulate']): HTMLDetailsElement {
  const words = text.panel;
  const select = h(
    'select',
    { id: 'outcome' },
    h('option', { value: '' }, words.pass),
    ...FAILURE_TYPES.map((type) => h('option', { value: type }, words.fail(type, text.end.failures[type]))),
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
      button(words.apply, 'plain', () => apply(FAILURE_TYPES.find((type) => type === select.value))),
    ),
  );
}
