/** Detects the in-app browsers of apps. Many of them have no camera, and most open no pop-up windows. */
import { tryOr } from './query.js';

/**
 * What the apps add to the user agent. Apps without an entry are found as `WebView`, if they keep its marks. Sources:
 * the test data of https://github.com/matomo-org/device-detector (all but the following); Telegram:
 * https://core.telegram.org/bots/webapps; WhatsApp: https://github.com/shalanah/inapp-spy; VK has no documentation of
 * it, and what its app for iOS adds is uncertain.
 */
const APPS: readonly (readonly [name: string, token: RegExp])[] = [
  ['Instagram', /\bInstagram /],
  ['Threads', /\bBarcelona /],
  ['Messenger', /\bFBAN\/Messenger|\bFB_IAB\/(MESSENGER|Orca)/],
  ['Facebook', /\bFB(AN|AV|_IAB)\//],
  ['Telegram', /\bTelegram-Android\//],
  ['WhatsApp', /\bWA(4A|iOS)\//],
  ['TikTok', /\bmusical_ly|\btrill_|\bBytedanceWebview\//i],
  ['VK', /\bVK(AndroidApp|iOS|Client)/i],
  ['LINE', /\bLine\//],
  ['WeChat', /\bMicroMessenger\//],
  ['Snapchat', /Snapchat/],
  ['LinkedIn', /\bLinkedInApp\b/],
  ['X', /\bTwitter(Android| for iP)/],
  ['Viber', /\bViber\//],
  ['Google', /\bGSA\//],
];

/** Returns the name of the app whose in-app browser this is, `WebView` if the app is unknown, else `null`. */
export function readInApp(): string | null {
  const agent = tryOr('', () => String(navigator.userAgent));
  const app = APPS.find(([, token]) => token.test(agent));
  if (app) return app[0];
  // On iOS the user agent does not name Telegram.
  if (tryOr(false, () => 'TelegramWebviewProxy' in window || 'TelegramWebview' in window)) return 'Telegram';
  return isWebView(agent) ? 'WebView' : null;
}

function isWebView(agent: string): boolean {
  // https://developer.chrome.com/docs/webview/user-agent. Some browsers consist of a WebView: Opera, Yandex Lite,
  // DuckDuckGo, Firefox Focus (Klar in Germany) before version 7.
  if (/; wv\)/.test(agent)) return !/\b(OPR|\w*Browser|DuckDuckGo|Focus|Klar)\//.test(agent);
  // All browsers on iOS say `Safari/`, which WKWebView does not. An iPad can claim to be a Mac.
  if (!/\((iP(hone|ad|od)|Macintosh)\b.*AppleWebKit\/(?!.*Safari\/)/.test(agent)) return false;
  // Web apps on the home screen, or in the Dock, have the same user agent.
  return !tryOr(
    false,
    () =>
      (navigator as { standalone?: unknown }).standalone === true ||
      matchMedia('(display-mode: standalone)').matches,
  );
}
