import { build } from 'esbuild';
import { serve } from '../../../../soak/server.mjs';
import { GROUPS, laneOf } from './groups.mjs';

const SOURCES = 'tests/browser/e2e/hostile';

/**
 * Serves the pages that make generated calls.
 *
 * @param {string} folder the folder for the bundled scripts
 * @param {string} [head] more elements for the head of the pages
 */
export async function serveHostile(folder, head = '') {
  const entryPoints = ['lane.js', 'page.js'].map((name) => `${SOURCES}/${name}`);
  await build({ entryPoints, bundle: true, format: 'esm', outdir: folder, logLevel: 'warning' });
  const document = (name, prepare) => `<!doctype html><html lang="en"><title>${name}</title>${head}
    ${prepare ? `<script>(${prepare})()</script>` : ''}
    <div id="flow-widget"><p>before</p></div><script type="module" src="/hostile/${name}.js"></script>`;
  const lanes = GROUPS.map((group) => [laneOf(group), document('lane', group.prepare)]);
  return serve({
    folders: { hostile: folder },
    pages: { '/page.html': document('page'), ...Object.fromEntries(lanes) },
  });
}
