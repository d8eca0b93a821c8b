/** Runs the chosen checks one after the other. */
import type { Mode } from '../shared/types.js';
import { displayUrl } from './display.js';
import { checkEndpoint } from './endpoint.js';
import type { Section } from './finding.js';
import { checkPage } from './page.js';
import { checkScript, SCRIPT_URLS } from './script.js';
import { checkService, type ServiceOptions } from './service.js';

export interface DoctorOptions {
  /** The limit for each request, in ms. */
  readonly timeout: number;
  /** Checks the service. */
  readonly service?: Omit<ServiceOptions, 'timeout'> | undefined;
  /** Checks the script: at this URL, or with `true` both files of the service. */
  readonly script?: string | true | undefined;
  /** Checks a page. */
  readonly page?: { readonly url: string; readonly mode: Mode; readonly hostedUrl: string } | undefined;
  /** Checks a backend; with `create`, real sessions may be created. */
  readonly endpoint?: { readonly url: string; readonly create: boolean } | undefined;
}

export async function examine({
  timeout,
  service,
  script,
  page,
  endpoint,
}: DoctorOptions): Promise<Section[]> {
  const sections: Section[] = [];
  if (service) sections.push(...(await checkService({ ...service, timeout })));
  const scripts = typeof script === 'string' ? [script] : SCRIPT_URLS;
  const origin = page ? new URL(page.url).origin : 'https://app.example';
  if (script !== undefined) {
    for (const url of scripts) sections.push(await checkScript(url, { origin, timeout }));
  }
  if (page) sections.push(await checkPage(page.url, { ...page, scripts, endpoint: endpoint?.url, timeout }));
  if (endpoint) {
    const { url, create } = endpoint;
    const findings = await checkEndpoint(url, { create, key: service?.key, timeout });
    sections.push({ title: `Endpoint ${displayUrl(url)}`, findings });
  }
  return sections;
}
