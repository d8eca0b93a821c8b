import { createSandbox, sandboxFlows } from '../../dist/sandbox.js';

/** The URLs of the widget's script (guide, section 4.2). */
const PRODUCTION_SRC = [
  'https://remote.biometric.kz/widget/flow-widget.umd.js',
  'https://remote.biometric.kz/widget/flow-widget.js',
];

/**
 * Returns what the playground connects to: the real service if `settings` have a `FLOW_API_KEY`, else the sandbox
 * service at `url`. Only `config` is sent to the page; the API keys are not.
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
