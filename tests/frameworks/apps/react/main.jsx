// What a test asks for: a component by name, with props, in StrictMode or not.
import { openSession } from 'flow-widget-loader';
import { FlowWidget } from 'flow-widget-loader/react';
import { createRef, StrictMode, useEffect, version } from 'react';
import { createRoot } from 'react-dom/client';
import { Verification } from './Verification.jsx';
import { VerifyButton } from './VerifyButton.jsx';

const components = { FlowWidget, Verification, VerifyButton };
const root = createRoot(document.querySelector('#root'));
window.version = version;
window.openSession = openSession;
window.told = [];
window.handle = createRef();
const tell = (name) => (value) => window.told.push([name, value?.code ?? value?.name ?? value]);

/** Counts how often it is mounted. */
window.mounts = 0;
function Probe() {
  useEffect(() => {
    window.mounts += 1;
  }, []);
}

/** Callbacks are made anew for each render, as an application does. */
window.render = (name, { strict = false, ...props } = {}) => {
  const Component = components[name];
  const element =
    name === 'FlowWidget' ? (
      <FlowWidget
        ref={window.handle}
        onStateChange={tell('statechange')}
        onFinish={tell('finish')}
        onError={tell('error')}
        onCancel={tell('cancel')}
        {...props}
      />
    ) : (
      Component && <Component />
    );
  const all = (
    <>
      {element}
      <Probe />
    </>
  );
  root.render(strict ? <StrictMode>{all}</StrictMode> : all);
};
document.documentElement.dataset.ready = '';
