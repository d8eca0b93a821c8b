import { createSandbox, sandboxFlows } from '../../dist/sandbox.js';
import { createWebhooks } from './webhooks.mjs';

/**
 * Returns the service and flows that the playground uses: the real service if `settings` have a `FLOW_API_KEY`, else
 * the sandbox at `url`. Only `config` is sent to the page; the API keys are not.
 */
export async function modeOf(settings, url, sandboxOptions) {
  const apiKey = settings.FLOW_API_KEY;
  if (apiKey) {
    const baseUrl = settings.FLOW_BASE_URL;
    // If `src` is undefined, the package uses its default URLs.
    const src = settings.FLOW_WIDGET_SRC?.split(/[\s,]+/).filter(Boolean);
    return {
      config: {
        mode: 'production',
        src,
        flows: [{ id: 'default', name: 'The flow of your API key', technologies: [] }],
      },
      flows: [{ id: 'default', apiKey, baseUrl }],
    };
  }
  const webhooks = createWebhooks(url);
  const sandbox = createSandbox({ webhooks: [webhooks.url], ...sandboxOptions });
  const flows = sandboxFlows.map(({ id, name, key }) => ({ id, name, apiKey: key, baseUrl: url }));
  webhooks.receiveFrom(flows);
  // The flows in the table of the service's guide. The sandbox's other flows have one technology each.
  const offered = sandboxFlows.filter(({ technologies }) => technologies.length > 1);
  return {
    config: {
      mode: 'sandbox',
      src: '/widget/flow-widget.umd.js',
      flows: offered.map(({ id, name, technologies }) => ({ id, name, technologies })),
    },
    flows,
    sandbox,
    webhooks,
  };
}
