// Server-side rendering: the components render an empty container.
import { FlowWidget as ReactFlowWidget } from 'flow-widget-loader/react';
import { FlowWidget as VueFlowWidget } from 'flow-widget-loader/vue';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { createSSRApp } from 'vue';
import { renderToString as renderVue } from 'vue/server-renderer';

const CONTAINER = '<div class="verification" data-state="idle"></div>';

test('React renders an empty container', () => {
  const props = { endpoint: '/api/flow', className: 'verification', onFinish: () => {} };
  expect(renderToString(createElement(ReactFlowWidget, props))).toBe(CONTAINER);
});

test('Vue renders an empty container', async () => {
  const app = createSSRApp(VueFlowWidget, { endpoint: '/api/flow', class: 'verification' });
  expect(await renderVue(app)).toBe(CONTAINER.replace(/(class="verification") (data-state="idle")/, '$2 $1'));
});

test('the element module can be imported on a server, and define() is a no-op there', async () => {
  const { define } = await import('flow-widget-loader/element');
  expect(define).not.toThrow();
});
