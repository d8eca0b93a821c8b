/** What the rows with the service's hosted page have in common: the user's steps, and outcomes. */

/** The states until the hosted page is open. */
export const ACTIVE = 'preparing loading starting active';

/** The verdicts after the buttons of the hosted page. */
const FINAL = { sessionId: 'a', status: 'FINISHED', passed: true, cancelled: false, failureReasons: [] };
const FAILED = { ...FINAL, status: 'FAILED', passed: false };
export const VERDICTS = {
  ok: FINAL,
  failed: { ...FAILED, failureReasons: [{ type: 'NO_CAM', detail: 'none' }] },
  cancelled: {
    ...FAILED,
    cancelled: true,
    failureReasons: [{ type: 'CLIENT', detail: 'Operation aborted by user' }],
  },
};

/** Adds the button with which the user starts the verification. */
export const addButton = (kit) => kit.add('button', { id: 'verify', textContent: 'Verify' }).focus();

/** Calls `verify` in the handler of the button, which the user clicks: else browsers block the window. */
export const clickToVerify = (kit, config) =>
  new Promise((resolve, reject) => {
    const button = document.querySelector('#verify');
    button.onclick = () => kit.verifyHosted(config).then(resolve, reject);
    kit.click(button).catch(reject);
  });

/** Returns how many windows are open, once no other than the page's is, or `count` if that many stay open. */
export async function windows(kit, count = 1) {
  await kit.wait(async () => (await kit.drive('windows')) <= count, 'a window was not closed');
  return kit.drive('windows');
}

/** The user ends the session on the hosted page in the frame or in the window. */
export const press = (mode, button) => async (kit) => {
  await kit.until('active');
  await kit.drive('press', { mode, button });
};

/** As when the user returns to the page: `verify` asks for the verdict at once. */
export const comeBack = () => window.dispatchEvent(new Event('pageshow'));

/** The user ends the session on another device. */
export async function decideElsewhere(kit) {
  await kit.until('active');
  await kit.decide('ok');
  comeBack();
}

/** Resolves when the back/forward cache has restored the page. Records whether it has. */
export const restored = (kit) =>
  new Promise((resolve) => {
    window.onpageshow = ({ persisted }) => {
      window.onpageshow = null;
      kit.persisted = persisted;
      resolve();
    };
  });

/** The link to the hosted page that the container or the dialog shows. */
export const link = () => {
  const hosts = [...document.querySelectorAll('#flow-widget > div, dialog div')];
  return hosts.map(({ shadowRoot }) => shadowRoot?.querySelector('a')).find(Boolean);
};

/** Breaks the connections to the backend, or restores them; the browser reports that it is offline, or online. */
export async function setOnline(kit, isOnline) {
  await kit.network(isOnline);
  kit.stub(navigator, 'onLine', { get: () => isOnline });
  window.dispatchEvent(new Event(isOnline ? 'online' : 'offline'));
}
