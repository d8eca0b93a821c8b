// Renders what a test asks for: a component by name, with props, in StrictMode or not.
import { openSession } from 'flow-widget-loader';
import 'flow-widget-loader/element';
import { FlowWidget } from 'flow-widget-loader/react';
import * as React from 'react';
import { createPortal } from 'react-dom';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { Verification } from '../../../react/Verification.jsx';
import { VerifyButton } from '../../../react/VerifyButton.jsx';

/** A component that React can hide: it then undoes the effects, and runs them again when it is shown. */
const Hidden = ({ hidden, ...props }) => (
  <React.Activity mode={hidden ? 'hidden' : 'visible'}>
    <FlowWidget {...props} />
  </React.Activity>
);

/** `<flow-widget>` in JSX, in the root or, with a portal, in the body. */
const Element = ({ portal, ...props }) => {
  const element = (
    <flow-widget {...props} onflow-finish={({ detail }) => window.notifications.push(['jsx', detail])} />
  );
  return portal ? createPortal(element, document.body) : element;
};

const components = { Element, FlowWidget, Hidden, Verification, VerifyButton };
const container = document.querySelector('#root');
let root;
window.version = React.version;
window.openSession = openSession;
window.notifications = [];
window.handle = React.createRef();
const record = (name) => (value) => window.notifications.push([name, value?.code ?? value?.name ?? value]);

/** Counts how often it is mounted. */
window.mounts = 0;
function Probe() {
  React.useEffect(() => {
    window.mounts += 1;
  }, []);
}

const callbacks = () => ({
  onStateChange: record('statechange'),
  onFinish: record('finish'),
  onError: record('error'),
  onCancel: record('cancel'),
});

/** Each render creates new callbacks, as in an application. */
function tree(name, { strict = false, ...props } = {}) {
  const Component = components[name];
  const own = name === 'FlowWidget' ? { ref: window.handle, ...callbacks() } : {};
  const Mode = strict ? React.StrictMode : React.Fragment;
  return (
    <Mode>
      {Component && <Component {...own} {...props} />}
      <Probe />
    </Mode>
  );
}
window.render = (name, props) => {
  root ??= createRoot(container);
  root.render(tree(name, props));
};
window.hydrate = (html, name, props) => {
  container.innerHTML = html;
  root = hydrateRoot(container, tree(name, props), { onRecoverableError: record('mismatch') });
};
document.documentElement.dataset.ready = '';
