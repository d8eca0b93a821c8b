/** Syntax highlighting of JavaScript, limited to what the page's own snippets contain. */

import { h } from './dom.js';

const TOKEN =
  /(?<comment>\/\/[^\n]*)|(?<string>'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|(?<keyword>\b(?:async|await|catch|const|export|from|function|if|import|new|return|throw|try)\b)|(?<number>\b(?:\d+|true|false|null)\b)|(?<call>\b[\w$]+(?=\())/g;

/**
 * @param {string} code
 * @returns {HTMLElement}
 */
export function highlight(code) {
  const element = h('code');
  let end = 0;
  for (const match of code.matchAll(TOKEN)) {
    const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0];
    element.append(code.slice(end, match.index), h('span', { class: `code-${kind}` }, match[0]));
    end = match.index + match[0].length;
  }
  element.append(code.slice(end));
  return element;
}
