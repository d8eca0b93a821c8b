import { encode } from 'uqr';
import type { Session } from '../api';
import type { ScreenContext } from '../context';
import { choice, h, svg } from '../dom';
import { usesCamera } from '../flow';

/** Light modules around the code, which scanners need to find it; ISO/IEC 18004 asks for four. */
const QUIET_ZONE = 4;
/** Screens narrower than this, with a touch screen, belong to phones, in px. */
const PHONE_WIDTH = 600;

/** The part of the User-Agent Client Hints API that the widget uses. TypeScript's library lacks it. */
interface NavigatorWithHints extends Navigator {
  readonly userAgentData?: { readonly mobile: boolean };
}

const isPhone = (): boolean =>
  (navigator as NavigatorWithHints).userAgentData?.mobile === true ||
  (matchMedia('(pointer: coarse)').matches && Math.min(screen.width, screen.height) < PHONE_WIDTH);

/** Whether the browser knows of a camera. It does not ask the user for access. */
async function hasCamera(): Promise<boolean> {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.some(({ kind }) => kind === 'videoinput');
  } catch {
    // Includes the TypeError of pages without `mediaDevices`.
    return false;
  }
}

/** Returns whether to move the user to a phone, by the flow's QR switches. */
export async function needsPhone({ qr, technologies, hostedPath }: Session): Promise<boolean> {
  if (qr === 'off' || hostedPath === undefined) return false;
  if (qr === 'always' && !isPhone()) return true;
  return technologies.some(usesCamera) && !(await hasCamera());
}

/** Draws a QR code. It is built as SVG elements, which every CSP and Trusted Types allow. */
function qrCode(content: string, label: string): SVGElement {
  const { data } = encode(content, { ecc: 'M', border: QUIET_ZONE });
  const modules = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')));
  return svg(
    'svg',
    {
      class: 'qr',
      viewBox: `0 0 ${data.length} ${data.length}`,
      role: 'img',
      'aria-label': label,
      'shape-rendering': 'crispEdges',
    },
    svg('path', { d: modules.join('') }),
  );
}

/**
 * Shows a QR code and a link that lead to the hosted page. Returns at once. `declined` resolves if the user
 * continues in this browser, which is possible only if the flow merely allows QR.
 */
export function qrScreen({ text, session, show }: ScreenContext, url: string): { declined: Promise<void> } {
  const words = text.qr;
  const { element, chosen } = choice<void>([text.liveness.demo, undefined, 'plain']);
  show(
    words.heading,
    h('p', { class: 'lead' }, words.lead),
    qrCode(url, words.code),
    h('p', { class: 'prompt' }, h('a', { href: url, target: '_blank', rel: 'noopener' }, words.link)),
    h('p', { class: 'note' }, words.note),
    session.qr === 'allow' && element,
  );
  return { declined: chosen };
}
