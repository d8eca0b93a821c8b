// What a test asks for: a component by name, with props, in StrictMode or not.
import { openSession } from 'flow-widget-loader';
import 'flow-widget-loader/element';
import { FlowWidget } from 'flow-widget-loader/react';
import * as React from 'react';
import { createPortal } from 'react-dom';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { Verification } from './Verification.jsx';
import { VerifyButton } from './VerifyButton.jsx';

/** Shown, then hidden with its effects undone, and shown again. */
const Hidden = ({ hidden, ...props }) => (
  <React.Activity mode={hidden ? 'hidden' : 'visible'}>
    <FlowWidget {...props} />
  </React.Activity>
);

/** `<flow-widget>` in JSX, in one place or, by a portal, another. */
const Element = ({ portal, ...props }) => {
  const element = (
    <flow-widget {...props} onflow-finish={({ detail }) => window.told.push(['jsx', detail])} />
  );
  return portal ? createPortal(element, document.body) : element;
};

const components = { Element, FlowWidget, Hidden, Verification, VerifyButton };
const place = document.querySelector('#root');
let root;
window.version = React.version;
window.openSession = openSession;
window.told = [];
window.handle = React.createRef();
const tell = (name) => (value) => window.told.push([name, value?.code ?? value?.name ?? value]);

/** Counts how often it is mounted. */
window.mounts = 0;
function Probe() {
  React.useEffect(() => {
    window.mounts += 1;
  }, []);
}

const callbacks = () => ({
  onStateChange: tell('statechange'),
  onFinish: tell('finish'),
  onError: tell('error'),
  onCancel: tell('cancel'),
});

/** Callbacks are made anew for each render, as an application does. */
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
  root ??= createRoot(place);
  root.render(tree(name, props));
};
window.hydrate = (html, name, props) => {
  place.innerHTML = html;
  root = hydrateRoot(place, tree(name, props), { onRecoverableError: tell('mismatch') });
};
document.documentElement.dataset.ready = '';
