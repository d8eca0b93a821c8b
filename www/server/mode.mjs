import { createSandbox, sandboxFlows } from '../../dist/sandbox.js';

/** The service's own two script addresses (guide, section 4.2). */
const PRODUCTION_SRC = [
  'https://remote.biometric.kz/widget/flow-widget.umd.js',
  'https://remote.biometric.kz/widget/flow-widget.js',
];

/**
 * What the playground talks to: the real service if `FLOW_API_KEY` is set, else the sandbox at `url`.
 * `config` is what the page may know; the keys stay here.
 */
export async function modeOf(settings, url, sandboxOptions) {
  const apiKey = settings.FLOW_API_KEY;
  if (apiKey) {
    const baseUrl = settings.FLOW_BASE_URL;
    const src = settings.FLOW_WIDGET_SRC
      ? settings.FLOW_WIDGET_SRC.split(/[\s,]+/).filter(Boolean)
      : PRODUCTION_SRC;
    return {
      config: {
        mode: 'production',
        src,
        flows: [{ id: 'default', name: 'The flow of your API key', technologies: [] }],
      },
      flows: [{ id: 'default', apiKey, baseUrl }],
    };
  }
  const sandbox = createSandbox(sandboxOptions);
  const flows = sandboxFlows.map(({ id, key }) => ({ id, apiKey: key, baseUrl: url }));
  return {
    config: {
      mode: 'sandbox',
      src: '/widget/flow-widget.umd.js',
      flows: sandboxFlows.map(({ id, name, technologies }) => ({ id, name, technologies })),
    },
    flows,
    sandbox,
  };
}
