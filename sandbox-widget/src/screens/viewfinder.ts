import { type Facing, openCamera, still } from '../camera';
import { h } from '../dom';
import type { Stage } from '../stage';

export interface Viewfinder {
  readonly element: HTMLElement;
  /** Whether the camera is on. */
  readonly live: boolean;
  /** A still of what the camera sees now. */
  take(ratio: number): HTMLCanvasElement;
}

/** The camera's picture or, without a camera, the drawing that stands for it. */
export async function viewfinder(
  stage: Stage,
  facing: Facing,
  drawing: Element,
  overlay?: Element,
): Promise<Viewfinder> {
  const { signal } = stage;
  const stream = await openCamera(facing, signal);
  const video = h('video', { playsinline: true, autoplay: true, 'aria-hidden': 'true' });
  // The front camera shows a mirror: people steer by it.
  const mirrored =
    stream?.getVideoTracks()[0]?.getSettings().facingMode !== 'environment' && facing === 'user';
  const element = h('div', { class: 'view' }, stream ? video : drawing, overlay);
  if (!stream) return { element, live: false, take: () => still(video, 1, false) };
  if (mirrored) video.className = 'mirrored';
  video.muted = true;
  video.srcObject = stream;
  let live = true;
  signal.addEventListener('abort', () => {
    video.srcObject = null;
  });
  // A camera that is unplugged leaves the drawing, not a black hole.
  for (const track of stream.getTracks()) {
    track.addEventListener('ended', () => {
      live = false;
      video.replaceWith(drawing);
    });
  }
  await Promise.race([
    video.play().catch(() => undefined),
    // Autoplay may be held back; the picture then appears as soon as the browser lets it.
    stage.clock.run(2_000, signal),
  ]);
  return {
    element,
    get live() {
      return live;
    },
    take: (ratio) => still(video, ratio, mirrored),
  };
}
