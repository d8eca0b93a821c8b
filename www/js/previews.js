/** Previews of the current choices: the request to the service, and sample code for a project that uses the package. */

import { copyButton } from './copy.js';
import { find, h } from './dom.js';
import { highlight } from './highlight.js';
import { fill, size, texts } from './i18n.js';
import { shorten, toText, toTree } from './json.js';
import { buildMetadata, requestMetadata } from './metadata.js';
import { backendSnippet, browserSnippet } from './snippet.js';

/** @import { Choices, Flow, Metadata, SandboxMetadata } from './types.d.ts' */

/**
 * @param {Choices} choices
 * @param {Flow} flow
 */
export function showPreviews(choices, flow) {
  showRequest(requestMetadata(choices, flow));
  // The service does not know the sandbox's options, so they are not part of the sample code.
  showCode(choices, buildMetadata(choices, flow));
}

/** @param {Metadata & { sandbox?: SandboxMetadata } | undefined} metadata */
function showRequest(metadata) {
  const { request } = texts();
  const body = metadata ? { metadata } : {};
  const photo = metadata?.face2face?.photo1;
  const shown = photo ? { metadata: { ...metadata, face2face: { photo1: shorten(photo) } } } : body;
  const bytes = new TextEncoder().encode(JSON.stringify(body)).length;
  find('#panel-request', HTMLElement).replaceChildren(
    h('h3', {}, request.title),
    h('p', { class: 'hint' }, request.about),
    h(
      'section',
      { class: 'card', 'data-testid': 'request' },
      h(
        'header',
        {},
        h('code', { class: 'endpoint' }, h('b', {}, 'POST'), ' /api/v1/flows/', h('wbr'), 'session/create/'),
        copyButton(() => toText(body), request.title),
      ),
      toTree(shown),
    ),
    h('p', { class: 'hint' }, `${fill(request.size, { size: size(bytes) })}. ${photo ? request.photo : ''}`),
  );
}

/**
 * @param {Choices} choices
 * @param {Metadata | undefined} metadata
 */
function showCode(choices, metadata) {
  const { code } = texts();
  const block = (/** @type {string} */ title, /** @type {string} */ source, /** @type {string} */ id) =>
    h(
      'section',
      { class: 'card code', 'data-testid': id },
      h(
        'header',
        {},
        h('h4', {}, title),
        copyButton(() => source, title),
      ),
      h('pre', { tabindex: '0', role: 'group', 'aria-label': title }, highlight(source)),
    );
  find('#panel-code', HTMLElement).replaceChildren(
    h('h3', {}, code.title),
    block(code.browser, browserSnippet(choices), 'code-browser'),
    block(code.backend, backendSnippet(metadata), 'code-backend'),
  );
}
