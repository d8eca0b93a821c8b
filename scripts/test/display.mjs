import { spawn } from 'node:child_process';

/**
 * Starts a virtual display, which WebKitGTK needs, and calls `work` with the environment for it.
 *
 * @param {{ xvfb: string }} programs
 * @param {NodeJS.ProcessEnv} env
 * @param {(env: NodeJS.ProcessEnv) => Promise<void>} work
 */
export async function withDisplay({ xvfb }, env, work) {
  // Xvfb chooses a free display number and prints it.
  const child = spawn(xvfb, ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const number = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) =>
        reject(new Error(`Xvfb exited with code ${code} before it printed a display number.`)),
      );
      child.stdout.once('data', (text) => resolve(String(text).trim()));
    });
    await work({
      ...env,
      DISPLAY: `:${number}`,
      // WebKit's sandbox needs privileges that root lacks in a container; its DMA-BUF renderer needs a graphics card.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      WEBKIT_DISABLE_DMABUF_RENDERER: '1',
    });
  } finally {
    child.kill();
  }
}
