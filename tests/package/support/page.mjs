import { writeFile } from 'node:fs/promises';

/** A page with a place for the widget and nothing else but what is given. */
export function writePage(file, html) {
  const head = '<meta charset="utf-8"><link rel="icon" href="data:,"><title>app</title>';
  const body = `<div id="flow-widget"></div>\n${html}`;
  return writeFile(
    file,
    `<!doctype html>\n<html lang="en"><head>${head}</head>\n<body>\n${body}\n</body></html>\n`,
  );
}
