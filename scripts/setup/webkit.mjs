import { SetupProblem } from './problem.mjs';

const PACKAGES = ['webkit2gtk-driver', 'xvfb'];

async function find({ which, env }) {
  const webkitdriver = which(env.WEBKIT_DRIVER || 'WebKitWebDriver');
  const xvfb = which('Xvfb');
  return webkitdriver && xvfb ? { webkitdriver, xvfb } : null;
}

/** WebKitGTK, whose driver brings a small browser and knows where it is, and a display that nobody sees. */
export const webkitStep = {
  name: 'WebKitGTK and display',
  find,

  async make(context, say) {
    const { apt, env, which } = context;
    const missing = (mend) =>
      new SetupProblem('WebKitWebDriver or Xvfb is not there.', {
        mend: [...mend, ...apt.mendFor(PACKAGES)],
      });
    if (env.WEBKIT_DRIVER && !which(env.WEBKIT_DRIVER)) throw missing(['unset WEBKIT_DRIVER']);
    await apt.install(PACKAGES, 'The tests want WebKitGTK, its driver and a display', say);
    const found = await find(context);
    if (!found) throw missing([]);
    return found;
  },
};
