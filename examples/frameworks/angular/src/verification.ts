import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import 'flow-widget-loader/element';
import { describeFailure } from 'flow-widget-loader/messages';

@Component({
  selector: 'app-verification',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    @if (message()) {
      <p>{{ message() }}</p>
    } @else {
      <flow-widget endpoint="/api/flow" locale="ru" (flow-finish)="show($event)" (flow-error)="show($event)" />
    }
  `,
})
export class Verification {
  readonly message = signal('');

  show({ detail }: CustomEvent<unknown>) {
    this.message.set(describeFailure(detail, { locale: 'ru' }).message);
  }
}
