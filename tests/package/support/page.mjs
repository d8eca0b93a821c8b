import { writeFile } from 'node:fs/promises';

/** Writes a page that contains the widget's container and the given HTML. */
export function writePage(file, html) {
  const head = '<meta charset="utf-8"><link rel="icon" href="data:,"><title>app</title>';
  const body = `<div id="flow-widget"></div>\n${html}`;
  return writeFile(
    file,
    `<!doctype html>\n<html lang="en"><head>${head}</head>\n<body>\n${body}\n</body></html>\n`,
  );
}
