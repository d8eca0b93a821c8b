// A page with Turbo Drive, which restores a clone of the page's body on the way back.
import '@hotwired/turbo';
import 'flow-widget-loader/element';
import '../events.js';

document.documentElement.dataset.ready = '';
