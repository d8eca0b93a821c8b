// The camera, if there is one and the person lets us. Its absence is a value, not an error.

export type Facing = 'user' | 'environment';

const stop = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop();
};

/**
 * A stream of the camera, or `undefined` when there is none, it is busy, refused, or the page is not
 * a secure context. The stream ends with the signal, also when it only arrives afterwards.
 */
export async function openCamera(facing: Facing, signal: AbortSignal): Promise<MediaStream | undefined> {
  let stream: MediaStream | undefined;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 960 } },
    });
  } catch {
    // Also a TypeError where `mediaDevices` does not exist.
    return undefined;
  }
  if (signal.aborted) {
    stop(stream);
    return undefined;
  }
  const opened = stream;
  signal.addEventListener('abort', () => stop(opened), { once: true });
  return opened;
}

/** A still from a picture's middle, cut to `ratio` (width by height), mirrored for a selfie. */
export function still(
  source: HTMLVideoElement | ImageBitmap,
  ratio: number,
  mirrored: boolean,
): HTMLCanvasElement {
  const [width, height] =
    'videoWidth' in source ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  const cutWidth = Math.min(width, height * ratio);
  const cutHeight = cutWidth / ratio;
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(Math.min(cutWidth, 800)));
  canvas.height = Math.max(1, Math.round(canvas.width / ratio));
  const brush = canvas.getContext('2d');
  if (brush && width && height) {
    if (mirrored) {
      brush.translate(canvas.width, 0);
      brush.scale(-1, 1);
    }
    const left = (width - cutWidth) / 2;
    const top = (height - cutHeight) / 2;
    brush.drawImage(source, left, top, cutWidth, cutHeight, 0, 0, canvas.width, canvas.height);
  }
  return canvas;
}
