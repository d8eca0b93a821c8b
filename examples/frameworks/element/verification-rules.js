import { allow } from 'flow-widget-loader/element';

allow({ src: ['/widget/flow-widget.js'], endpoint: ['https://api.example.com/flow'], 'session-id': [] });
