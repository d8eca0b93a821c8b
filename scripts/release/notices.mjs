/**
 * The notices of what others wrote and the package carries inside: crates in the WebAssembly, packages in the
 * JavaScript. Their licences ask for it. `node scripts/release/notices.mjs` writes THIRD-PARTY.md; a test compares.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from '../run.mjs';

/** Under which crate each module is, and in which files of the package it ends up. */
const MODULES = {
  'flow-widget-loader-loader-wasm': 'loader',
  'flow-widget-loader-client-wasm': 'client',
  'flow-widget-loader-sandbox-wasm': 'sandbox',
};

/** What no lock file names: it comes with the compiler. */
const COMPILER = `- The Rust standard library (MIT OR Apache-2.0), in every module
  - Copyright (c) The Rust Project Contributors
- compiler-builtins and libm, from the standard library (MIT, and Apache-2.0 WITH LLVM-exception)
  - Copyright (c) The Rust Project Contributors, Jorge Aparicio, and the LLVM project
- dlmalloc, from the standard library (MIT OR Apache-2.0): client, sandbox
  - Copyright (c) 2014 Alex Crichton
`;

/** The words of the MIT licence without title and copyright, on one line. */
const core = (text) =>
  text
    .replace(/^\s*(The )?MIT License( \(MIT\))?\s*$/im, '')
    .replace(/^\s*(Portions )?Copyright.*$/gim, '')
    .replace(/^\s*All rights reserved\.?\s*$/gim, '')
    .replace(/\s+/g, ' ')
    .trim();

/** The text of THIRD-PARTY.md as it ought to be. */
export async function notices(env) {
  const cargo = (...args) => run('cargo', ['--quiet', ...args], { env });
  const { packages } = JSON.parse(await cargo('metadata', '--format-version', '1'));
  const inside = new Map();
  for (const [crate, module] of Object.entries(MODULES)) {
    const target = ['--target', 'wasm32-unknown-unknown', '--edges', 'normal,no-proc-macro'];
    const tree = await cargo('tree', '--package', crate, ...target, '--prefix', 'none', '--format', '{p}');
    for (const [, name, version] of tree.matchAll(/^(\S+) v(\S+)/gm)) {
      if (name.startsWith('flow-widget-loader')) continue;
      const key = `${name} ${version}`;
      inside.set(key, new Set([...(inside.get(key) ?? []), module]));
    }
  }
  const works = [...inside.keys()].sort().map((key) => {
    const [name, version] = key.split(' ');
    const found = packages.find((crate) => crate.name === name && crate.version === version);
    return {
      title: `${key} (${found.license}): ${[...inside.get(key)].join(', ')}`,
      folder: dirname(found.manifest_path),
      authors: found.authors,
    };
  });
  for (const name of inlinedPackages()) {
    const folder = `node_modules/${name}`;
    const { version, license, author } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    works.push({
      title: `${name} ${version} (${license}): the command`,
      folder,
      authors: [author?.name ?? author],
    });
  }
  const mit = readFileSync('LICENSE-MIT', 'utf8');
  const texts = [];
  const list = works.map(({ title, folder, authors }) => {
    const { holders, text } = licenceOf(folder, mit);
    if (text) texts.push(`### ${title.split(' (')[0]}\n\n${block(text)}`);
    const known =
      holders.length > 0
        ? holders
        : [
            `By ${
              authors
                .filter(Boolean)
                .join(', ')
                .replace(/ <[^>]*>/g, '') || 'its contributors'
            }`,
          ];
    return [`- ${title}`, ...known.map((line) => `  - ${line}`)].join('\n');
  });
  return `# Third-party notices

The package has the work of others inside it, under licences that ask to be told. Where there is a choice, it is used
under the MIT licence. Written by \`node scripts/release/notices.mjs\`.

${list.join('\n')}
${COMPILER}
## MIT licence

${block(mit.slice(mit.indexOf('Permission is')))}
## Other texts

${texts.join('\n')}`;
}

const block = (text) =>
  `\`\`\`\`text\n${text
    .replace(/\r/g, '')
    .replace(/[ \t]+$/gm, '')
    .trim()}\n\`\`\`\`\n`;

/** Who holds the rights, and the licence's text where it is another than the MIT licence's. */
function licenceOf(folder, mit) {
  const names = readdirSync(folder).filter((name) => /^(licen[cs]e|copying)/i.test(name));
  const read = (pattern) => {
    const name = names.find((name) => pattern.test(name));
    return name && existsSync(`${folder}/${name}`) ? readFileSync(`${folder}/${name}`, 'utf8') : '';
  };
  const own = read(/mit/i) || read(/^licen[cs]e(\.(md|txt))?$/i);
  const more = read(/unicode/i);
  const holders = [...own.matchAll(/^\s*((?:Portions )?Copyright (?:\(c\)|©|\d).*)$/gim)].map(([, line]) =>
    line.trim(),
  );
  const other = own && core(own) !== core(mit) ? own : '';
  return { holders, text: [other, more].filter(Boolean).join('\n\n') };
}

/** The packages that the entries import, which the bundles have inside. */
function inlinedPackages() {
  const found = new Set();
  for (const name of readdirSync('js', { recursive: true }).filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(`js/${name}`, 'utf8');
    for (const [, path] of text.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^.'#][^']*)';/gm)) {
      if (!path.startsWith('node:')) found.add(path.match(/^(@[^/]+\/)?[^/]+/)[0]);
    }
  }
  // What the page's own framework brings is not inside.
  const { peerDependencies = {} } = JSON.parse(readFileSync('package.json', 'utf8'));
  return [...found].filter((name) => !(name in peerDependencies)).sort();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { setup } = await import('../setup.mjs');
  const { env } = await setup({ tests: false });
  await writeFile('THIRD-PARTY.md', await notices(env));
}
