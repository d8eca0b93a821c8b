import { viteTests } from './support/vite.mjs';

viteTests('vite8');
