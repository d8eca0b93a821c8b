/**
 * Returns the headers and the HTML of the page that runs a row of the fault matrix: an element for the widget, and the
 * script that runs the row. A row's `page` can add headers, markup for head and body, and a nonce. In these texts,
 * `OTHER` stands for the server's other origin, and `RUN` for the number of the run.
 */
export function documentFor({ row, number, otherOrigin }) {
  const { headers = {}, head = '', body = '', nonce } = row.page ?? {};
  const fill = (text) => text.replaceAll('OTHER', otherOrigin).replaceAll('RUN', number);
  const main = `/r/${number}/matrix/page/main.js?row=${encodeURIComponent(row.id)}&other=${encodeURIComponent(otherOrigin)}`;
  return {
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)])),
    html: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${row.id}</title>
<link rel="icon" href="data:,">
${fill(head)}
<div id="flow-widget"><p>before</p></div>
${fill(body)}
<script type="module"${nonce ? ` nonce="${nonce}"` : ''} src="${main}"></script>
</html>`,
  };
}
