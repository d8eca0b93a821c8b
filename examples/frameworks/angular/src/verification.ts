import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import 'flow-widget-loader/element';
import type { FlowWidgetError, Verdict } from 'flow-widget-loader';

@Component({
  selector: 'app-verification',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    @if (outcome()) {
      <p>{{ outcome() }}</p>
    } @else {
      <flow-widget
        endpoint="/api/flow"
        locale="ru"
        (flow-finish)="finish($event)"
        (flow-error)="fail($event)"
      />
    }
  `,
})
export class Verification {
  readonly outcome = signal('');

  finish({ detail }: CustomEvent<Verdict>) {
    this.outcome.set(detail.passed ? 'Thank you.' : 'Verification failed.');
  }

  fail({ detail: { code, retryable } }: CustomEvent<FlowWidgetError>) {
    this.outcome.set(retryable ? 'Please try again.' : `Verification is not available: ${code}`);
  }
}
