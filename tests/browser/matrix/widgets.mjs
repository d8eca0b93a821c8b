/** The widgets that the server sends, as the source text of their scripts. */

/** Returns a script whose widget records the call in `window.calls`, draws a canvas in its container, and runs `body`. */
const widget = (body) => `
  window.runs = (window.runs ?? 0) + 1;
  window.FlowWidget = {
    startSession(config) {
      (window.calls ??= []).push(config);
      const container = document.querySelector(config.selector);
      container.append(document.createElement('canvas'));
      const finish = (detail) => window.dispatchEvent(new CustomEvent('finish', { detail }));
      ${body}
    },
  };`;

/** Returns a module that sets no global: `exporting` exports `widget`, whose `startSession` is like those above. */
const module = (exporting) => `
  const widget = {
    startSession(config) {
      (window.calls ??= []).push(config);
      document.querySelector(config.selector).append(document.createElement('canvas'));
    },
  };
  ${exporting}`;

export const WIDGETS = {
  /** Draws itself and waits. */
  quiet: widget(''),
  /** Finishes in the next task, after `startSession` has returned. */
  quick: widget('later(finish, 0, { session_id: config.id, passed: true });'),
  'before-return': widget('finish({ session_id: config.id });'),
  throws: widget("throw new Error('no camera');"),
  rejects: widget("return Promise.reject(new Error('no camera'));"),
  'rejects-late': widget("return new Promise((_, reject) => later(reject, 100, new Error('no camera')));"),
  'throws-nothing': widget('throw undefined;'),
  resolves: widget('return Promise.resolve();'),
  'never-returns': widget('return new Promise(() => {});'),
  'hostile-thenable': widget("return { get then() { throw new Error('trap'); } };"),
  'finishes-then-throws': widget("finish({ session_id: config.id }); throw new Error('too late');"),
  empties: widget('container.replaceChildren(); container.innerHTML;'),
  replaces: widget("container.outerHTML = '<div id=flow-widget><b>drawn</b></div>';"),
  removes: widget('container.remove();'),
  'no-global': 'window.Other = {};',
  'global-number': 'window.FlowWidget = 5;',
  'global-empty': 'window.FlowWidget = {};',
  'global-null': 'window.FlowWidget = null;',
  'global-no-function': "window.FlowWidget = { startSession: 'soon' };",
  'global-throws':
    "Object.defineProperty(window, 'FlowWidget', { configurable: true, get() { throw new Error('trap'); } });",
  'start-throws-on-read': "window.FlowWidget = { get startSession() { throw new Error('trap'); } };",
  'global-late': `later(() => { ${widget('')} }, 100);`,
  'global-too-late': `later(() => { ${widget('')} }, 3000);`,
  'syntax-error': 'window.FlowWidget = {',
  'script-throws': "throw new Error('broken');",
  'throws-after-global': `${widget('')} throw new Error('broken');`,
  awaits: `await new Promise((done) => later(done, 100)); ${widget('')}`,
  'awaits-forever': 'await new Promise(() => {});',
  'exports-function': module('export const { startSession } = widget;'),
  'exports-widget': module('export { widget as FlowWidget };'),
  'exports-default': module('export default widget;'),
  'exports-late': module('await new Promise((done) => later(done, 100)); export default widget;'),
  'exports-other': module('export const version = 1;'),
  'exports-no-function': "export default { startSession: 'soon' };",
  'exports-trap': "export default { get startSession() { throw new Error('trap'); } };",
  'exports-then-throws': module("export default widget; throw new Error('broken');"),
  /** Registers with an AMD loader instead of setting the global. */
  umd: `(function (make) {
    if (typeof define === 'function' && define.amd) define([], make);
    else make();
  })(() => { ${widget('')} });`,
  /** Turns the camera on, and keeps the stream for itself. */
  camera: widget('navigator.mediaDevices.getUserMedia({ video: true }).catch(() => {});'),
  'camera-finishes': widget(
    'navigator.mediaDevices.getUserMedia({ video: true }).then(() => finish({ session_id: config.id }));',
  ),
  'imports-nowhere': `import '../nowhere.js'; ${widget('')}`,
};
