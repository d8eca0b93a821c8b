import { cropToCanvas, type Facing, openCamera } from '../camera';
import type { ScreenContext } from '../context';
import { h } from '../dom';

export interface Viewfinder {
  readonly element: HTMLElement;
  /** Whether the camera is running. */
  readonly live: boolean;
  /** Returns the current camera frame, cropped to `ratio` (width divided by height). */
  capture(ratio: number): HTMLCanvasElement;
}

/**
 * Opens the camera and shows its picture or, without a camera, the drawing.
 *
 * @param overlay an element on top of the picture
 */
export async function viewfinder(
  screen: ScreenContext,
  facing: Facing,
  drawing: Element,
  overlay?: Element,
): Promise<Viewfinder> {
  const { signal } = screen;
  const stream = await openCamera(facing, signal);
  const video = h('video', { playsinline: true, autoplay: true, 'aria-hidden': 'true' });
  // Users expect the front camera to behave like a mirror.
  const mirrored =
    stream?.getVideoTracks()[0]?.getSettings().facingMode !== 'environment' && facing === 'user';
  const element = h('div', { class: 'view' }, stream ? video : drawing, overlay);
  if (!stream) return { element, live: false, capture: () => cropToCanvas(video, 1, false) };
  if (mirrored) video.className = 'mirrored';
  video.muted = true;
  video.srcObject = stream;
  let live = true;
  signal.addEventListener('abort', () => {
    video.srcObject = null;
  });
  // Without this, an unplugged camera would leave a black rectangle.
  for (const track of stream.getTracks()) {
    track.addEventListener('ended', () => {
      live = false;
      video.replaceWith(drawing);
    });
  }
  await Promise.race([
    video.play().catch(() => undefined),
    // The browser can delay autoplay. The screen then continues, and the video starts later.
    screen.clock.wait(2_000, signal),
  ]);
  return {
    element,
    get live() {
      return live;
    },
    capture: (ratio) => cropToCanvas(video, ratio, mirrored),
  };
}
