// What a server renders: the place, and nothing else happens.

import { FlowWidget as ReactFlowWidget } from 'flow-widget-loader/react';
import { FlowWidget as VueFlowWidget } from 'flow-widget-loader/vue';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { createSSRApp } from 'vue';
import { renderToString as renderVue } from 'vue/server-renderer';

const PLACE = '<div class="mine" data-state="idle"></div>';

test('React', () => {
  const props = { endpoint: '/api/flow', className: 'mine', onFinish: () => {} };
  expect(renderToString(createElement(ReactFlowWidget, props))).toBe(PLACE);
});

test('Vue', async () => {
  const app = createSSRApp(VueFlowWidget, { endpoint: '/api/flow', class: 'mine' });
  expect(await renderVue(app)).toBe(PLACE.replace(/(class="mine") (data-state="idle")/, '$2 $1'));
});

test('the element, which a server does not know', async () => {
  const { define } = await import('flow-widget-loader/element');
  expect(define).not.toThrow();
});
