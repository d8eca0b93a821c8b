import 'flow-widget-loader/element';

document.body.innerHTML = '<flow-widget endpoint="/api/flow" locale="ru"></flow-widget>';

const widget = document.querySelector('flow-widget');
widget.addEventListener('flow-finish', ({ detail: { passed } }) => {
  widget.replaceWith(passed ? 'Thank you.' : 'That did not work out.');
});
widget.addEventListener('flow-error', ({ detail: { code, retryable } }) => {
  widget.replaceWith(retryable ? 'Please try again.' : `This cannot go on: ${code}`);
});
