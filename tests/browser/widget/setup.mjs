// Starts a sandbox service and a browser before the tests of the importing file and closes both afterwards.
import { after, before } from 'node:test';
import { widgetTexts } from './bundle.mjs';
import { serve } from './server.mjs';
import { launch } from './support.mjs';

export let server;
export let browser;

before(async () => {
  server = await serve(await widgetTexts());
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});
