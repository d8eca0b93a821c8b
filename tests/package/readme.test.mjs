// Runs the Vite app from the README, word for word, against the sandbox command.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { after, before, test } from 'node:test';
import { User } from '../browser/e2e/fixtures.mjs';
import { openBrowser, outputOf } from './support/browser.mjs';
import { fixture, start } from './support/fixture.mjs';
import { manifest } from './support/pack.mjs';
import { NAME, ROOT } from './support/places.mjs';

const readme = await readFile(`${ROOT}README.md`, 'utf8');
/** The README's code blocks whose first line names a file, as `[path, code]`. */
const files = [...readme.matchAll(/^```(?:js|html)\n((?:\/\/|<!--) (\S+\.\w+).*?)^```$/gms)].map(
  ([, code, path]) => [path, code],
);
const DEFAULT_ADDRESS = 'http://127.0.0.1:8787';

let browser;
let sandbox;
let app;

before(async () => {
  const folder = await fixture('vite8');
  for (const name of await readdir(folder)) {
    if (name !== 'node_modules') await rm(`${folder}/${name}`, { recursive: true });
  }
  await writeFile(`${folder}/package.json`, '{ "private": true, "type": "module" }\n');
  // A new app has an icon; without one the browser logs an error.
  await mkdir(`${folder}/public`);
  await writeFile(`${folder}/public/favicon.ico`, '');
  const command = `../${NAME}/${manifest.bin[NAME]}`;
  sandbox = await start(folder, command, ['sandbox', '--port', '0', '--settle', '0']);
  for (const [path, code] of files) {
    await mkdir(dirname(`${folder}/${path}`), { recursive: true });
    // Any free port, since the default one may be in use.
    await writeFile(`${folder}/${path}`, code.replaceAll(DEFAULT_ADDRESS, sandbox.url));
  }
  app = await start(folder, 'vite', ['--host', '127.0.0.1', '--port', '0']);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await app?.close();
  await sandbox?.close();
});

/**
 * Opens the app, clicks its button, lets `act` use the widget, and returns the text that the app shows. After a successful
 * verification, the widget closes automatically.
 */
const outcomeOf = (act) =>
  browser.open(app.url, async (page) => {
    // Vite may reload the page when it has found the dependencies.
    await page.getByRole('button', { name: 'Verify' }).click({ timeout: 60_000 });
    const user = new User(page, 'en');
    await user.begin();
    await act(user);
    return outputOf(page);
  });

test('the app consists of three files', () => {
  assert.deepEqual(
    files.map(([path]) => path),
    ['vite.config.js', 'index.html', 'src/main.js'],
  );
});

test('a user who completes every step passes', async () => {
  const text = await outcomeOf(async (user) => {
    await user.liveness();
    await user.reference();
  });
  assert.equal(text, 'Passed');
});

test('the app shows the reason of a failure that is simulated in the widget', async () => {
  const text = await outcomeOf(async ({ names, widget }) => {
    assert.ok(readme.replace(/\s+/g, ' ').includes(`"${names.panel}"`));
    await widget.getByText(names.panel, { exact: true }).click();
    await widget.getByLabel(names.outcome, { exact: true }).selectOption('NO_CAM');
    await widget.getByRole('button', { name: names.apply }).click();
    await widget.getByRole('button', { name: names.close, exact: true }).click();
  });
  assert.equal(text, 'Not passed: NO_CAM');
});
