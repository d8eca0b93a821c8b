/** Bundles `dist/server.js` from the changed sources, in the copy that StrykerJS has made. */
import { bundleFile } from '../build/npm.mjs';

await bundleFile('server');
