/**
 * Wraps `getUserMedia` while a widget is running: a widget that is cancelled may leave the camera on, also when the user
 * allows it only afterwards. Returns a function that unwraps it and stops the streams that were requested in between.
 *
 * May throw if the page has replaced `navigator.mediaDevices`.
 */
export function watchCamera(): () => void {
  const devices = (navigator.mediaDevices ?? {}) as MediaDevices;
  const { getUserMedia } = devices;
  const tracks: Promise<MediaStreamTrack[]>[] = [];
  const start: typeof getUserMedia = async (constraints) => getUserMedia.call(devices, constraints);
  const watched: typeof getUserMedia = (constraints) => {
    const request = start(constraints);
    // The tracks now: the widget may remove them from the stream.
    tracks.push(request.then((stream) => stream.getTracks()).catch(() => []));
    return request;
  };
  // `Reflect` does not throw if the page has frozen the object.
  Reflect.set(devices, 'getUserMedia', watched);
  return () => {
    // Unless other code has wrapped it in the meantime.
    if (devices.getUserMedia === watched) {
      Reflect.deleteProperty(devices, 'getUserMedia');
      if (devices.getUserMedia !== getUserMedia) devices.getUserMedia = getUserMedia;
    }
    for (const granted of tracks) {
      granted.then((list) => {
        for (const track of list) track.stop();
      });
    }
  };
}
