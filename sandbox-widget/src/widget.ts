// The life of one session in the page: from `startSession` to `finish`, or to being removed.
import { type Api, connect, type Session } from './api';
import { Clock } from './clock';
import { type CheckedConfig, checkConfig, complain, findContainer } from './config';
import { spinner } from './dom';
import { type Fault, fault, finishEvents, SLOW } from './faults';
import { detailOf, reportOf } from './finish';
import { MESSAGES } from './i18n';
import { comparison } from './screens/comparison';
import { documentRecognition } from './screens/document';
import { edocument } from './screens/edocument';
import { ending, saving } from './screens/ending';
import { intro } from './screens/intro';
import { liveness } from './screens/liveness';
import { mount, type Shell } from './shell';
import type { Memory, Stage } from './stage';
import {
  advance,
  alternatives,
  current,
  type FailureType,
  type Flow,
  type FlowEvent,
  newFlow,
  photosMissing,
  type Technology,
} from './steps';

/** What the simulated failures say; the detail is the service's English, whatever the locale. */
const DETAILS: Readonly<Record<FailureType, string>> = {
  SERVICE_ERROR: 'Service is not available',
  REQUEST_ERROR: 'Request was rejected',
  CLIENT: 'Operation aborted by client',
  CALC_RESULT: 'Calculated result is negative',
  OTHER: 'Unknown error',
  NO_CAM: 'Camera is not available',
  TIMEOUT: 'Time is over',
};

/** The one session of this script that is on the page. */
let active: Widget | undefined;

class Widget {
  readonly #config: CheckedConfig;
  readonly #fault: Fault | undefined;
  readonly #clock = new Clock();
  readonly #memory: Memory = {};
  readonly #control = new AbortController();
  readonly #shell: Shell;
  readonly #api: Api;
  readonly #watch: MutationObserver;
  #flow: Flow = newFlow([]);
  #startedAt = new Date();
  #stage: AbortController | undefined;
  /** Hands an event from the frame to the step that is under way. */
  #interrupt: (event: FlowEvent) => void = () => {};

  constructor(config: CheckedConfig, origin: string, name: Fault | undefined) {
    this.#config = config;
    this.#fault = name;
    const container = findContainer(config.selector);
    const text = MESSAGES[config.locale];
    this.#api = connect(origin, config.id, this.#control.signal);
    this.#shell = mount(container, text, {
      leave: () => void this.#leave(),
      ask: (open) => {
        this.#clock.paused = open;
      },
      swap: (to) => this.#interrupt({ type: 'swap', to }),
      simulate: (type) =>
        this.#interrupt(type ? { type: 'fail', failure: { type, detail: DETAILS[type] } } : { type: 'pass' }),
    });
    // The host may take the widget away at any moment, by whatever removes nodes.
    this.#watch = new MutationObserver(() => this.gone());
    this.#watch.observe(document, { childList: true, subtree: true });
    this.#shell.show(text.loading, spinner());
  }

  /** Ends silently when the host has removed the widget's DOM. Says whether it has ended. */
  gone(): boolean {
    if (!this.#shell.host.isConnected) this.#close();
    return this.#control.signal.aborted;
  }

  #close(): void {
    if (active === this) active = undefined;
    this.#watch.disconnect();
    this.#stage?.abort();
    this.#control.abort();
    this.#shell.host.remove();
  }

  /** Resolves when the first screen stands. */
  async start(): Promise<void> {
    try {
      const session = await this.#api.session();
      await this.#api.start();
      this.#startedAt = new Date();
      if (this.#fault === 'start-slow') await this.#clock.run(SLOW, this.#control.signal);
      this.#flow = newFlow(session.technologies, session.interchangeable);
      const stage = this.#newStage(session);
      this.#shell.frame(this.#flow, []);
      const { begun } = intro(stage);
      void begun.then(() => this.#run(session));
    } catch (error) {
      this.#close();
      throw error;
    }
  }

  /** The stage of the next screen; the one before it ends. */
  #newStage(session: Session): Stage {
    this.#stage?.abort();
    const control = new AbortController();
    this.#stage = control;
    const { signal } = control;
    return {
      text: MESSAGES[this.#config.locale],
      session,
      memory: this.#memory,
      clock: this.#clock,
      signal,
      // What a screen wants to show after its time is nobody's concern.
      show: (...content) => {
        if (!signal.aborted) this.#shell.show(...content);
      },
    };
  }

  async #run(session: Session): Promise<void> {
    this.#flow = advance(this.#flow, { type: 'begin' });
    for (let code = current(this.#flow); code; code = current(this.#flow)) {
      const stage = this.#newStage(session);
      this.#shell.frame(this.#flow, alternatives(this.#flow));
      const event = await this.#step(stage, code);
      this.#flow = advance(this.#flow, event);
    }
    if (this.#flow.status === 'cancelled') return;
    const stage = this.#newStage(session);
    this.#shell.frame(this.#flow, []);
    await ending(stage, this.#flow);
    await saving(stage, () => this.#report());
    this.#finish();
  }

  /** How the step ended: by itself, or by an interruption from the frame. */
  async #step(stage: Stage, code: Technology): Promise<FlowEvent> {
    const interrupted = new Promise<FlowEvent>((resolve) => {
      this.#interrupt = resolve;
    });
    const passed = screen(stage, code, this.#flow).then(
      (): FlowEvent => ({ type: 'pass' }),
      (error): FlowEvent => ({ type: 'fail', failure: { type: 'CLIENT', detail: String(error) } }),
    );
    return Promise.race([passed, interrupted]);
  }

  async #leave(): Promise<void> {
    // First the camera and the screen, then the farewell: leaving must not look stuck.
    this.#flow = advance(this.#flow, { type: 'leave' });
    this.#stage?.abort();
    this.#shell.frame(this.#flow, []);
    this.#shell.show(MESSAGES[this.#config.locale].end.saving, spinner());
    // Who leaves is not kept waiting by a service that fails.
    await this.#report().catch(() => undefined);
    this.#finish();
  }

  #report(): Promise<void> {
    return this.#api.finish(reportOf(this.#flow, this.#memory.entered));
  }

  #finish(): void {
    if (this.gone() || active !== this) return;
    // A listener may start the next session at once.
    active = undefined;
    const { id, locale } = this.#config;
    const detail = detailOf(this.#flow, id, locale, this.#startedAt, new Date());
    const events = finishEvents(detail, this.#fault);
    for (const event of events) window.dispatchEvent(event);
    // Without the event the last screen stays, as it would if the widget hung.
    if (events.length) this.#close();
    else active = this;
  }
}

function screen(stage: Stage, code: Technology, flow: Flow): Promise<void> {
  switch (code) {
    case 'LDHP':
      return liveness(stage);
    case 'DR':
      return documentRecognition(stage);
    case 'ED':
      return edocument(stage);
    case 'F2F':
      return comparison(stage, photosMissing(flow, stage.session.photo));
  }
}

/**
 * Starts a session in the container. A config that is wrong throws at once; a session that is
 * unknown or used, or a service that fails, rejects. Resolves when the first screen stands.
 */
export function startSession(config: unknown, origin: string, name: Fault | undefined): Promise<void> {
  if (name === 'start-throws') throw fault(name);
  if (name === 'start-rejects') return Promise.reject(fault(name));
  const checked = checkConfig(config);
  findContainer(checked.selector);
  if (name === 'finish-before-return') {
    const now = new Date();
    const flow: Flow = { ...newFlow([]), status: 'finished' };
    window.dispatchEvent(
      new CustomEvent('finish', { detail: detailOf(flow, checked.id, checked.locale, now, now) }),
    );
    return Promise.resolve();
  }
  // A host that has just removed the last session's DOM need not wait for the observer.
  if (active && !active.gone()) {
    return Promise.reject(complain('a session is already running on this page'));
  }
  active = new Widget(checked, origin, name);
  return active.start();
}
