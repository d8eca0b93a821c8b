import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { calls, expect, SILENT_WIDGET, test } from './fixtures.mjs';
import { APPS, BUILT } from './prepare.mjs';

test('a wrapper and the main entry point share one instance on the development server', async ({ page }) => {
  const child = spawn(process.execPath, ['tests/dev.mjs', `${BUILT}/vite`, 'pages/react'], {
    cwd: APPS,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [url] = await once(child.stdout.setEncoding('utf8'), 'data');
    await page.addInitScript(SILENT_WIDGET);
    await page.goto(url.trim());
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    await page.evaluate("window.render('FlowWidget', { strict: true, sessionId: 'one' })");
    await expect(page.locator('[data-state=active]')).toBeAttached();
    const code = await page.evaluate(() =>
      window.openSession({ id: 'two', container: document.body }).finished.catch(({ code }) => code),
    );
    expect(code).toBe('session-active');
    expect(await calls(page)).toEqual(['one']);
  } finally {
    child.kill();
    await once(child, 'exit');
  }
});
