// Runs one session in the page, from `startSession` to the `finish` event or the removal of the widget.
import { type Api, connect, type Session } from './api';
import { Clock } from './clock';
import { type CheckedConfig, checkConfig, findContainer, widgetError } from './config';
import type { Collected, ScreenContext } from './context';
import { spinner } from './dom';
import { type Fault, finishEvents, SLOW_START, simulatedError } from './faults';
import { detailOf, reportOf } from './finish';
import {
  advance,
  alternatives,
  current,
  type Flow,
  type FlowEvent,
  isLiveness,
  missingPhotos,
  newFlow,
  type Preset,
  presetFlow,
  type Technology,
} from './flow';
import { MESSAGES } from './i18n';
import { comparison } from './screens/comparison';
import { documentRecognition } from './screens/document';
import { edocument } from './screens/edocument';
import { intro } from './screens/intro';
import { liveness } from './screens/liveness';
import { sendReport, showExpired, showOutcome } from './screens/outcome';
import { needsPhone, qrScreen } from './screens/qr';
import { offerRetry } from './screens/retry';
import { mount, type Shell } from './shell';

/** Where the script comes from. */
export interface Service {
  /** Origin of the sandbox service. */
  readonly origin: string;
  /** The fault to simulate. */
  readonly fault: Fault | undefined;
  /** Whether the page is the hosted page, which never leads the user to itself by QR code. */
  readonly hosted?: boolean;
}

/** The widget of the running session; at most one per loaded script. */
let active: Widget | undefined;

class Widget {
  readonly #config: CheckedConfig;
  readonly #service: Service;
  readonly #clock = new Clock();
  readonly #collected: Collected = {};
  readonly #control = new AbortController();
  readonly #shell: Shell;
  readonly #api: Api;
  readonly #removalObserver: MutationObserver;
  #flow: Flow = newFlow([]);
  #startedAt = new Date();
  #screenControl: AbortController | undefined;
  /** The reports about technologies, sent one after the other, because their order matters to webhooks. */
  #technologyReports: Promise<void> = Promise.resolve();
  /** Ends the current step with an event from the frame. */
  #interrupt: (event: FlowEvent) => void = () => {};

  constructor(config: CheckedConfig, service: Service) {
    this.#config = config;
    this.#service = service;
    const container = findContainer(config.selector);
    const text = MESSAGES[config.locale];
    this.#api = connect(service.origin, config.id, this.#control.signal);
    this.#shell = mount(container, text, {
      leave: () => void this.#leave(),
      confirming: (open) => {
        this.#clock.paused = open;
      },
      swap: (to) => this.#interrupt({ type: 'swap', to }),
      simulate: (failure) => this.#interrupt(failure ? { type: 'fail', failure } : { type: 'pass' }),
    });
    // The page can remove the widget, its container or an ancestor at any time.
    this.#removalObserver = new MutationObserver(() => this.closeIfRemoved());
    this.#removalObserver.observe(document, { childList: true, subtree: true });
    this.#shell.show(text.loading, spinner());
  }

  /** Closes the widget without a `finish` event if the page has removed it. Returns whether it is closed. */
  closeIfRemoved(): boolean {
    if (!this.#shell.host.isConnected) this.#close();
    return this.#control.signal.aborted;
  }

  #close(): void {
    if (active === this) active = undefined;
    this.#removalObserver.disconnect();
    this.#screenControl?.abort();
    this.#control.abort();
    this.#shell.host.remove();
  }

  /** Resolves once the first screen is shown. */
  async start(): Promise<void> {
    try {
      const session = await this.#api.session();
      await this.#api.start();
      this.#startedAt = new Date();
      if (this.#service.fault === 'start-slow') await this.#clock.wait(SLOW_START, this.#control.signal);
      this.#flow = newFlow(session.technologies, session.interchangeable);
      this.#shell.update(this.#flow);
      if (session.preset) void this.#end(session, session.preset);
      else if (this.#service.hosted !== true && (await needsPhone(session))) this.#showQr(session);
      else this.#showIntro(session);
    } catch (error) {
      this.#close();
      throw error;
    }
  }

  #showIntro(session: Session): void {
    const { begun } = intro(this.#nextScreen(session));
    void begun.then(() => this.#run(session));
  }

  /** Leads the user to the hosted page. The session ends there, without a `finish` event here. */
  #showQr(session: Session): void {
    const url = new URL(session.hostedPath ?? '', this.#service.origin);
    url.searchParams.set('locale', this.#config.locale);
    const { declined } = qrScreen(this.#nextScreen(session), url.href);
    void declined.then(() => this.#showIntro(session));
  }

  /** Ends the session with its preset outcome, without any step. */
  async #end(session: Session, preset: Preset): Promise<void> {
    const screen = this.#nextScreen(session);
    await sendReport(screen, () => this.#api.end(preset));
    this.#flow = presetFlow(this.#flow, preset);
    this.#shell.update(this.#flow);
    if (preset.outcome === 'expired') showExpired(screen);
    else this.#finish();
  }

  /** Returns the context of the next screen and aborts the current one. */
  #nextScreen(session: Session): ScreenContext {
    this.#screenControl?.abort();
    const control = new AbortController();
    this.#screenControl = control;
    const { signal } = control;
    return {
      text: MESSAGES[this.#config.locale],
      session,
      collected: this.#collected,
      clock: this.#clock,
      signal,
      // An aborted screen must not replace the one that follows it.
      show: (...content) => {
        if (!signal.aborted) this.#shell.show(...content);
      },
    };
  }

  async #run(session: Session): Promise<void> {
    this.#flow = advance(this.#flow, { type: 'begin' });
    for (let code = current(this.#flow); code; code = current(this.#flow)) {
      const screen = this.#nextScreen(session);
      this.#shell.update(this.#flow, alternatives(this.#flow), true);
      this.#reportTechnology(session, code);
      const event = await this.#runStep(screen, code);
      if (event.type !== 'swap') this.#reportTechnology(session, code, event.type === 'pass');
      if (event.type === 'fail' && session.retryLiveness && isLiveness(code)) {
        const screen = this.#nextScreen(session);
        this.#shell.update(this.#flow);
        if (await offerRetry(screen, event.failure)) continue;
      }
      this.#flow = advance(this.#flow, event);
    }
    if (this.#flow.status === 'cancelled') return;
    const screen = this.#nextScreen(session);
    this.#shell.update(this.#flow);
    await showOutcome(screen, this.#flow);
    await sendReport(screen, () => this.#report());
    this.#finish();
  }

  /** Reports that a technology begins or, with `passed`, that it has ended. A lost report has no effect here. */
  #reportTechnology(session: Session, code: Technology, passed?: boolean): void {
    // A service without hosted pages does not take these reports either.
    if (session.hostedPath === undefined) return;
    const send = (): Promise<void> => this.#api.technology(code, passed).catch(() => undefined);
    this.#technologyReports = this.#technologyReports.then(send);
  }

  /** Resolves to the event that ends the step: its own result or an interruption from the frame. */
  async #runStep(screen: ScreenContext, code: Technology): Promise<FlowEvent> {
    const interrupted = new Promise<FlowEvent>((resolve) => {
      this.#interrupt = resolve;
    });
    const completed = runTechnology(screen, code, this.#flow).then(
      (): FlowEvent => ({ type: 'pass' }),
      (error): FlowEvent => {
        console.error(error);
        return { type: 'fail', failure: { type: 'SERVICE_ERROR', detail: null } };
      },
    );
    return Promise.race([completed, interrupted]);
  }

  async #leave(): Promise<void> {
    this.#flow = advance(this.#flow, { type: 'leave' });
    // Stops the camera and changes the screen before the request, which can take seconds.
    this.#screenControl?.abort();
    this.#shell.update(this.#flow);
    this.#shell.show(MESSAGES[this.#config.locale].end.saving, spinner());
    // The user can leave even if the request fails.
    await this.#report().catch(() => undefined);
    this.#finish();
  }

  async #report(): Promise<void> {
    await this.#technologyReports;
    return this.#api.finish(reportOf(this.#flow, this.#collected.form));
  }

  #finish(): void {
    if (this.closeIfRemoved() || active !== this) return;
    // Reset before the dispatch, because a `finish` listener can start the next session synchronously.
    active = undefined;
    const { id, locale } = this.#config;
    const detail = detailOf(this.#flow, id, locale, this.#startedAt, new Date());
    const events = finishEvents(detail, this.#service.fault);
    for (const event of events) window.dispatchEvent(event);
    // The fault `never-finishes` keeps the last screen, like a widget that hangs.
    if (events.length) this.#close();
    else active = this;
  }
}

/** Runs the screens of a technology; resolves once the user has passed it. */
function runTechnology(screen: ScreenContext, code: Technology, flow: Flow): Promise<void> {
  switch (code) {
    case 'LDHP':
    case 'LDD':
    case 'LD':
      return liveness(screen, code);
    case 'DR':
      return documentRecognition(screen);
    case 'ED':
      return edocument(screen);
    case 'F2F':
      return comparison(screen, missingPhotos(flow, screen.session.photo));
  }
}

/**
 * Starts a session in the container. Resolves once the first screen is shown. Rejects if the session
 * is unknown or already used, if another session is running, or if the sandbox service fails.
 *
 * @param config the page's config, not yet validated
 * @throws Error, synchronously, if the config is invalid or its selector matches no element
 */
export function startSession(config: unknown, service: Service): Promise<void> {
  const { fault } = service;
  if (fault === 'start-throws') throw simulatedError(fault);
  if (fault === 'start-rejects') return Promise.reject(simulatedError(fault));
  const checked = checkConfig(config);
  findContainer(checked.selector);
  if (fault === 'finish-before-return') {
    const now = new Date();
    const flow: Flow = { ...newFlow([]), status: 'finished' };
    window.dispatchEvent(
      new CustomEvent('finish', { detail: detailOf(flow, checked.id, checked.locale, now, now) }),
    );
    return Promise.resolve();
  }
  // The mutation observer runs in a microtask, so `active` can be a widget that was just removed.
  if (active && !active.closeIfRemoved()) {
    return Promise.reject(widgetError('a session is already running on this page'));
  }
  active = new Widget(checked, service);
  return active.start();
}
