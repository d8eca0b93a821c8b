// A page with htmx, which restores the page's `innerHTML` on the way back.
import htmx from 'htmx.org';
import 'flow-widget-loader/element';
import '../events.js';

// The Content-Security-Policy of the tests forbids `eval`.
htmx.config.allowEval = false;
document.documentElement.dataset.ready = '';
