/** A stream, a track, or what else ends with a session. */
interface Media {
  getTracks?(): Media[];
  stop?(): void;
}

/**
 * Wraps `getUserMedia`, and `clone` of the streams and tracks that it returns: a widget that is cancelled may leave the
 * camera on, also when the user allows it only afterwards. Returns a function that ends this and stops all these tracks.
 *
 * May throw if the browser has no camera, or if the page has replaced its API.
 */
export function watchCamera(): () => void {
  const media: Media[] = [];
  let hasEnded = false;
  const stop = () => {
    hasEnded = true;
    for (const one of media) one.stop?.();
  };
  for (let [name, holder] of [
    ['getUserMedia', navigator.mediaDevices],
    ['clone', MediaStream.prototype],
    ['clone', MediaStreamTrack.prototype],
    // biome-ignore lint/suspicious/noExplicitAny: objects of the page
  ] as [string, any][]) {
    // Where the method is defined, since a widget may call it there.
    // biome-ignore lint/suspicious/noPrototypeBuiltins: smaller
    while (!holder.hasOwnProperty(name)) holder = Object.getPrototypeOf(holder);
    const original = holder[name];
    // biome-ignore lint/suspicious/noAssignInExpressions: smaller
    const wrapped = (holder[name] = function (this: Media, ...options: unknown[]) {
      const result = original.apply(this, options);
      const add = (one: Media) => {
        // The tracks now: the widget may remove them from the stream.
        media.push(one, ...(one.getTracks?.() ?? []));
        if (hasEnded) stop();
      };
      // A Promise for a stream, or a clone. The page may clone streams of its own.
      if (!hasEnded) result.then?.(add).catch(() => {}) ?? (media.includes(this) && add(result));
      return result;
    });
    media.push({
      stop() {
        // Unless other code has wrapped it in the meantime.
        if (holder[name] === wrapped) holder[name] = original;
      },
    });
  }
  return stop;
}
