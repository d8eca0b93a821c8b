import type { FlowWidgetError } from '../shared/error.js';
import type { SessionIdSource } from '../shared/types.js';
import type { FlowConfig, FlowOutcome, FlowState } from './options.js';
import { createRunner } from './runner.js';

/** The events of a `<flow-widget>`. They bubble. */
export interface FlowWidgetElementEventMap {
  /** `state` has changed; `id` is that of the session, once it is known. */
  'flow-statechange': CustomEvent<{ state: FlowState; id: string | undefined }>;
  /** The person is done: the detail of the widget's `finish`, or with `endpoint` the verdict. */
  'flow-finish': CustomEvent<FlowOutcome>;
  /** The session has failed. */
  'flow-error': CustomEvent<FlowWidgetError>;
  /** The session has been cancelled; the reason is an `AbortError` unless one was given. */
  'flow-cancel': CustomEvent<unknown>;
}

/** How long the element may be out of the document while it is moved, in ms: as long as the loader's container. */
const MOVE = 100;

/** What a page may have set before the element was defined. */
const PROPERTIES = ['sessionId', 'endpoint', 'locale', 'src', 'config', 'manual'] as const;

// On a server there are no elements; the class can be imported there all the same.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** The element. The widget draws itself into it, so it belongs into the page itself and not into a shadow tree. */
export class FlowWidgetElement extends Base {
  static readonly observedAttributes = ['session-id', 'endpoint', 'manual'];

  readonly #internals: ElementInternals | undefined = this.attachInternals?.();
  #source: SessionIdSource | undefined;
  #config: FlowConfig | undefined;
  #state: FlowState = 'idle';
  #id: string | undefined;
  readonly #runner = createRunner(
    () => {
      const { sessionId, endpoint, locale, src, config, manual } = this;
      return { sessionId, endpoint, locale, src, config, manual, container: this };
    },
    (state, value) => this.#enter(state, value),
  );

  /** The session id as of `openSession`: a text is reflected by `session-id`, a Promise or function is not. */
  get sessionId(): SessionIdSource | null {
    return this.#source ?? this.getAttribute('session-id');
  }
  set sessionId(value: SessionIdSource | null | undefined) {
    const isText = typeof value === 'string';
    this.#source = isText ? undefined : (value ?? undefined);
    this.#reflect('session-id', isText ? value : undefined);
    this.#follow();
  }

  /** Where your backend's handler listens, as of `verify`. */
  get endpoint(): string | null {
    return this.getAttribute('endpoint');
  }
  set endpoint(value: string | null | undefined) {
    this.#reflect('endpoint', value);
  }

  /** The widget's language. Read when a session begins. */
  get locale(): string | null {
    return this.getAttribute('locale');
  }
  set locale(value: string | null | undefined) {
    this.#reflect('locale', value);
  }

  /** The address of the widget's script; for several, see `config`. Read when a session begins. */
  get src(): string | null {
    return this.getAttribute('src');
  }
  set src(value: string | null | undefined) {
    this.#reflect('src', value);
  }

  /** Whether nothing begins until `start()` is called. */
  get manual(): boolean {
    return this.hasAttribute('manual');
  }
  set manual(value: boolean) {
    this.#reflect('manual', value ? '' : undefined);
  }

  /** Everything else that `openSession` or `verify` takes. Read when a session begins. */
  get config(): FlowConfig | undefined {
    return this.#config;
  }
  set config(value: FlowConfig | undefined) {
    this.#config = value;
  }

  /** Where the session stands; reflected by the attribute `state`, and matched by `:state(active)` and so on. */
  get state(): FlowState {
    return this.#state;
  }

  /**
   * Begins a session, or answers for the one that runs.
   *
   * @returns its outcome. A failure is told by `flow-error` too, and so is never "unhandled".
   */
  start(): Promise<FlowOutcome> {
    return this.#runner.start();
  }

  /** Ends the session that runs, if one does. */
  cancel(reason?: unknown): void {
    this.#runner.cancel(reason);
  }

  /** @internal */
  connectedCallback(): void {
    for (const name of PROPERTIES) {
      const own = Object.getOwnPropertyDescriptor(this, name);
      if (!own) continue;
      delete (this as Record<string, unknown>)[name];
      (this as Record<string, unknown>)[name] = own.value;
    }
    this.#follow();
  }

  /** @internal */
  disconnectedCallback(): void {
    setTimeout(() => this.#follow(), MOVE);
  }

  /** @internal Moved by `moveBefore`: nothing has happened to what is inside. */
  connectedMoveCallback(): void {}

  /** @internal */
  attributeChangedCallback(name: string, _old: string | null, value: string | null): void {
    if (name === 'session-id' && value !== null) this.#source = undefined;
    this.#follow();
  }

  #follow(): void {
    this.#runner.follow(this.isConnected);
  }

  #reflect(name: string, value: string | null | undefined): void {
    if (value == null) this.removeAttribute(name);
    else this.setAttribute(name, value);
  }

  #enter(state: FlowState, value: unknown): void {
    const states = this.#internals?.states;
    try {
      states?.delete(this.#state);
      states?.add(state);
    } catch {
      // The first browsers that had states wanted dashes in their names. The attribute does as well.
    }
    const ended = { finished: 'finish', failed: 'error', cancelled: 'cancel' }[state as string];
    if (!ended) this.#id = value as string | undefined;
    this.#state = state;
    this.#reflect('state', state);
    this.#tell('statechange', { state, id: this.#id });
    if (ended) this.#tell(ended, value);
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`flow-${name}`, { bubbles: true, composed: true, detail }));
  }
}

/**
 * Defines the element under a name; `flow-widget` has been defined already. Does nothing where the name is taken, or
 * on a server.
 */
export function define(name = 'flow-widget'): void {
  if (!globalThis.customElements || customElements.get(name)) return;
  // A class can be defined once: each name has one of its own.
  customElements.define(name, class extends FlowWidgetElement {});
  try {
    const sheet = new CSSStyleSheet();
    // Weighs nothing: any rule of the page's has precedence.
    sheet.replaceSync(`:where(${name}){display:block}`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch {
    // An older browser: the page's style sheet can say so.
  }
}

define();

declare global {
  interface HTMLElementTagNameMap {
    'flow-widget': FlowWidgetElement;
  }
  interface GlobalEventHandlersEventMap extends FlowWidgetElementEventMap {}
}
