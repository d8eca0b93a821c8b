// Access to the camera. A missing or refused camera is a normal case, not an error.

/** Which camera to use: `user` faces the user, `environment` faces away. */
export type Facing = 'user' | 'environment';

const stopTracks = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop();
};

/**
 * Opens the camera. Resolves to `undefined` if there is no camera, it is busy, the user refuses
 * access, or the page is not a secure context. Aborting the signal stops the stream, even one that
 * the browser grants only afterwards.
 */
export async function openCamera(facing: Facing, signal: AbortSignal): Promise<MediaStream | undefined> {
  let stream: MediaStream | undefined;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 960 } },
    });
  } catch {
    // Includes the TypeError of browsers without `mediaDevices`.
    return undefined;
  }
  if (signal.aborted) {
    stopTracks(stream);
    return undefined;
  }
  const opened = stream;
  signal.addEventListener('abort', () => stopTracks(opened), { once: true });
  return opened;
}

/**
 * Copies the centre of a picture into a canvas at most 800 px wide.
 *
 * @param ratio width divided by height of the result
 * @param mirrored flips the result horizontally, as users expect of a selfie
 */
export function cropToCanvas(
  source: HTMLVideoElement | ImageBitmap,
  ratio: number,
  mirrored: boolean,
): HTMLCanvasElement {
  const [width, height] =
    'videoWidth' in source ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  const cropWidth = Math.min(width, height * ratio);
  const cropHeight = cropWidth / ratio;
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(Math.min(cropWidth, 800)));
  canvas.height = Math.max(1, Math.round(canvas.width / ratio));
  const context = canvas.getContext('2d');
  if (context && width && height) {
    if (mirrored) {
      context.translate(canvas.width, 0);
      context.scale(-1, 1);
    }
    const left = (width - cropWidth) / 2;
    const top = (height - cropHeight) / 2;
    context.drawImage(source, left, top, cropWidth, cropHeight, 0, 0, canvas.width, canvas.height);
  }
  return canvas;
}
