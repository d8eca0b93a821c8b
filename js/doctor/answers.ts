/** Reads JSON from responses of the service, and explains its errors. */
import { displayMediaType, displayName, displayTarget, displayUrl, mediaType } from './display.js';
import { isObject } from './fields.js';
import { type Finding, ok, problem } from './finding.js';
import type { Answer } from './request.js';

/** Where to report a difference between the service and this package. */
export const ISSUES = 'https://github.com/biometric-kz/flow-widget-loader/issues';

/** Returns the JSON value of a body, or `undefined` if it is not JSON. */
export function parseJson({ body }: Answer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** Returns whether a body is HTML, by its beginning or its type. */
export const isHtml = (answer: Answer): boolean =>
  /^\s*<(!doctype|html)/i.test(textOf(answer.body.subarray(0, 200))) ||
  (mediaType(answer.headers) === 'text/html' && parseJson(answer) === undefined);

export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Returns what an answer that should be JSON with the status 2xx is instead, or that it is fine. */
export function checkAnswer(id: string, what: string, answer: Answer): Finding {
  const { status } = answer;
  if (status < 200 || status > 299) {
    return problem(id, `${what} was answered with ${status}${errorFields(answer)}.`, fixFor(answer));
  }
  if (isHtml(answer)) {
    return problem(
      id,
      `${what} was answered with ${status} and HTML instead of JSON.`,
      `A proxy, a captive portal or another server answers at ${new URL(answer.url).origin}. Check --base-url and the network.`,
    );
  }
  if (parseJson(answer) === undefined) {
    return problem(
      id,
      `${what} was answered with ${status} and ${answer.body.length === 0 ? 'an empty body' : 'a body that is not valid JSON'} (${displayMediaType(answer.headers)}).`,
      `Check --base-url. If it is right, open an issue with this report: ${ISSUES}`,
    );
  }
  return ok(id, `${what} was answered with ${status} and JSON in ${answer.ms} ms.`);
}

/** Returns the names of the fields in the JSON of an error, for a text. */
export function errorFields(answer: Answer): string {
  if (isHtml(answer)) return ' and HTML';
  const body = parseJson(answer);
  if (!isObject(body)) return '';
  const names = Object.keys(body).slice(0, 10).map(displayName);
  return names.length > 0 ? ` (fields of the error: ${names.join(', ')})` : '';
}

/** Returns what to do about an error response of the service. */
export function fixFor({ status, headers, url }: Answer): string {
  if (status >= 300 && status < 400) {
    const target = displayTarget(headers.get('location'), url);
    return `The service redirects to ${target}. The key is not sent there, and the package does not follow redirects either. Check --base-url: scheme, host name and path.`;
  }
  switch (status) {
    case 400:
    case 422:
      return "The service rejects the request. Check that the key is that of a flow, not the organisation's, and that the flow has at least one technology.";
    case 401:
    case 403:
      return "The service rejects the key. Copy the key of the flow, not the organisation's, from the personal cabinet again, and check that the flow is active and the subscription is paid.";
    case 402:
      return 'The service requires a payment. Check the subscription in the personal cabinet.';
    case 404:
    case 405:
      return `The service does not know ${displayUrl(url)}. Leave --base-url out for the real service, or check it: it must not contain the path of the API.`;
    case 407:
      return 'A proxy requires a login. Configure the proxy for this machine.';
    case 429: {
      const delay = headers.get('retry-after') ?? '';
      return `The service limits the rate of requests. Try again ${/^\d{1,9}$/.test(delay) ? `in ${delay} s` : 'later'}.`;
    }
    default:
  }
  if (status >= 500) {
    return 'The service, or a proxy before it, has a fault. Try again later; if it stays so, ask the support of the service.';
  }
  return `This status is not expected. Open an issue with this report: ${ISSUES}`;
}
