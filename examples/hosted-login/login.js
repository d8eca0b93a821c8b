import { verify } from 'flow-widget-loader';
import { describeFailure } from 'flow-widget-loader/messages';

const form = document.querySelector('#login');
const status = document.querySelector('#status');
const locale = document.documentElement.lang;

/** Calls the site's own API, which knows the visitor by the session's cookie. */
async function post(action, body) {
  const response = await fetch(`/account?action=${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-csrf-token': form.dataset.csrf },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The site returned status ${response.status}.`);
  return response.json();
}

/** The API is older than the package: `pending` until the result is known, then `ok`, and `reason` if it is false. */
const backend = {
  createSession: ({ metadata }) => post('create', metadata),
  async getVerdict({ session_id }) {
    const { pending, ok, reason } = await post('result', { session_id });
    return {
      status: pending ? 'PROGRESS' : 'FINISHED',
      passed: pending ? null : ok === true,
      failure_reasons: reason ? [{ type: reason, detail: null }] : [],
    };
  },
};

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { iin, phone } = Object.fromEntries(new FormData(form));
  const metadata = { iin, phone: phone.replace(/[^\d+]/g, '') };
  try {
    status.textContent = '';
    const verdict = await verify({ backend, metadata, locale, mode: 'frame', timeouts: { finish: 300_000 } });
    if (verdict.passed) location.reload();
    else status.textContent = describeFailure(verdict, { locale }).message;
  } catch (error) {
    status.textContent = describeFailure(error, { locale }).message;
  }
});
