import type { FlowWidgetError } from '../shared/error.js';
import type { SessionIdSource } from '../shared/types.js';
import { checkAttributes, isAbsent, readAttribute, resolve, trust } from './attributes.js';
import type { FlowConfig, FlowOptions, FlowOutcome, FlowState } from './options.js';
import { createRunner } from './runner.js';

/** The events of a `<flow-widget>` element. They bubble. */
export interface FlowWidgetElementEventMap {
  /** Fired after `state` has changed; `id` is the session id, once it is known. */
  'flow-statechange': CustomEvent<{ state: FlowState; id: string | undefined }>;
  /** Fired when the user is done. The detail is the `Verdict` or, with `session-id`, that of the `finish` event. */
  'flow-finish': CustomEvent<FlowOutcome>;
  /** Fired when the session fails. The detail is the error. */
  'flow-error': CustomEvent<FlowWidgetError>;
  /** Fired when the session is cancelled. The detail is the reason, by default an `AbortError`. */
  'flow-cancel': CustomEvent<unknown>;
}

/** Properties that the page may have set before the element was defined. */
const PROPERTIES = ['sessionId', 'endpoint', 'locale', 'src', 'config', 'manual', 'resume'] as const;

/** The element whose session has begun last, until it ends. */
let current: FlowWidgetElement | null | undefined;

// Servers have no HTMLElement, but must be able to import the class.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * The `<flow-widget>` element, which runs a session while it is connected. The widget renders into it and finds it by a
 * selector, so it must not be inside a shadow tree.
 */
export class FlowWidgetElement extends Base {
  static readonly observedAttributes = ['session-id', 'endpoint', 'manual'];

  readonly #internals: ElementInternals | undefined = this.attachInternals?.();
  #source: SessionIdSource | null | undefined;
  #config: FlowConfig | undefined;
  #state: FlowState = 'idle';
  #id: string | undefined;
  readonly #runner = createRunner(
    () => ({
      ...(Object.fromEntries(PROPERTIES.map((name) => [name, this[name]])) as FlowOptions),
      container: this,
    }),
    (state, value) => this.#enter(state, value),
    () => this.#prepare(),
  );

  /** The session id, like the option `id` of `openSession`. Only a string is reflected in `session-id`. */
  get sessionId(): SessionIdSource | null {
    return this.#source ?? readAttribute(this, 'session-id');
  }
  set sessionId(value: SessionIdSource | null | undefined) {
    const isText = typeof value === 'string';
    this.#source = isText ? null : value;
    this.#reflect('session-id', isText ? value : null);
    this.#sync();
  }

  /** The URL of your backend's handler, as in `verify`; resolved when it is set. Ignored if `sessionId` is set. */
  get endpoint(): string | null {
    return readAttribute(this, 'endpoint');
  }
  set endpoint(value: string | null | undefined) {
    this.#reflect('endpoint', value);
  }

  /** The language of the widget, as a BCP 47 tag. Read when a session starts. */
  get locale(): string | null {
    return readAttribute(this, 'locale');
  }
  set locale(value: string | null | undefined) {
    this.#reflect('locale', value);
  }

  /** The URL of the widget's script, resolved when it is set; use `config` for several. Read when a session starts. */
  get src(): string | null {
    // Absolute, because the loader resolves it later, when the page may have another `<base>`.
    return resolve('src', this.getAttribute('src'), this);
  }
  set src(value: string | null | undefined) {
    this.#reflect('src', value);
  }

  /** Whether to wait for a call to `start()` instead of starting a session when connected. */
  get manual(): boolean {
    return readAttribute(this, 'manual') != null;
  }
  set manual(value: boolean) {
    this.#reflect('manual', isAbsent(value) ? null : '');
  }

  /**
   * Whether a verification continues after the page was reloaded, as in `verify`. It then starts at once, even with
   * `manual`.
   */
  get resume(): boolean {
    return readAttribute(this, 'resume') != null;
  }
  set resume(value: boolean) {
    this.#reflect('resume', isAbsent(value) ? null : '');
  }

  /** All other options of `openSession` or `verify`. Read when a session starts. */
  get config(): FlowConfig | undefined {
    return this.#config;
  }
  set config(value: FlowConfig | undefined) {
    this.#config = value;
    this.#sync();
  }

  /** The current state. Reflected in the attribute `state`, and in a custom state: `:state(active)` and so on. */
  get state(): FlowState {
    return this.#state;
  }

  /**
   * Starts a session, unless one is running.
   *
   * @returns the outcome of the session. A rejection also fires `flow-error` or `flow-cancel`, and never causes an
   * unhandled rejection.
   */
  start(): Promise<FlowOutcome> {
    return this.#runner.start();
  }

  /** Cancels the running session; a no-op if there is none. */
  cancel(reason?: unknown): void {
    this.#runner.cancel(reason);
  }

  /** @internal */
  connectedCallback(): void {
    // Properties set before the element was defined hide the accessors of the class: set them again.
    for (const name of PROPERTIES) {
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete (this as Record<string, unknown>)[name];
        (this as Record<string, unknown>)[name] = value;
      }
    }
    this.#sync();
  }

  /** @internal */
  disconnectedCallback(): void {
    // While it is moved, the element may be disconnected for 100 ms, which is also the loader's limit for a container.
    setTimeout(() => this.#sync(), 100);
  }

  /** @internal Called by `moveBefore` instead of the callbacks above. A no-op: moving does not affect the session. */
  connectedMoveCallback(): void {}

  /** @internal */
  attributeChangedCallback(name: string, _old: string | null, value: string | null): void {
    if (name === 'session-id' && value !== null) this.#source = null;
    this.#sync();
  }

  #sync(): void {
    const isIdle = this.#state === 'idle';
    const restored = isIdle && this.getAttribute('state');
    if (restored) {
      // A copy of another element, such as one from `innerHTML`: what that element's widget rendered does not work here.
      this.replaceChildren();
      this.#show(restored === 'finished' ? restored : 'idle');
    }
    // Turbo shows a preview of a page for a moment, before it has the page itself.
    this.#runner.sync(
      this.isConnected && !(isIdle && this.closest('[data-turbo-preview]')),
      restored === 'finished',
    );
  }

  /** Called before a session begins. */
  #prepare(): void {
    checkAttributes(this);
    // If this element replaces another one, that would hold the session slot until its timeout.
    if (current) current.#sync();
    current ??= this;
    this.replaceChildren();
  }

  #reflect(name: string, value: unknown): void {
    const text = trust(name, value, this);
    if (text == null) this.removeAttribute(name);
    // Hydration sets what the markup already has: that is the same source.
    else if (text !== resolve(name, this.getAttribute(name), this)) this.setAttribute(name, text as string);
  }

  #enter(state: FlowState, value: unknown): void {
    const finalEvent = { finished: 'finish', failed: 'error', cancelled: 'cancel' }[state as string];
    if (!finalEvent) this.#id = value as string | undefined;
    else if (current === this) current = null;
    this.#show(state);
    this.#dispatch('statechange', { state, id: this.#id });
    if (finalEvent) this.#dispatch(finalEvent, value);
  }

  #show(state: FlowState): void {
    try {
      const { states } = this.#internals as ElementInternals;
      states.delete(this.#state);
      states.add(state);
    } catch {
      // Without custom states, or with early ones, which accept only names that start with `--`: use the attribute.
    }
    this.#state = state;
    this.#reflect('state', state);
  }

  #dispatch(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`flow-${name}`, { bubbles: true, composed: true, detail }));
  }
}

/**
 * Defines the element under another name; importing this module already defines `flow-widget`. A no-op if the name is
 * taken, or on a server.
 */
export function define(name = 'flow-widget'): void {
  if (!globalThis.customElements || customElements.get(name)) return;
  // A class can be registered only once, so each name gets a subclass.
  customElements.define(name, class extends FlowWidgetElement {});
  try {
    const sheet = new CSSStyleSheet();
    // `:where` has no specificity, so any rule of the page overrides this one.
    sheet.replaceSync(`:where(${name}){display:block}`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch {
    // Browsers without constructed style sheets: the page can set `display` itself.
  }
}

define();

declare global {
  interface HTMLElementTagNameMap {
    'flow-widget': FlowWidgetElement;
  }
  interface GlobalEventHandlersEventMap extends FlowWidgetElementEventMap {}
}
