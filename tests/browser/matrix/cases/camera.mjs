/** Camera streams that the widget has requested. They end with the session. */

/** Replaces the browser's camera by one without a device. `kit.tracks` are the tracks that it has given. */
const install = (kit, { open = (give) => give(), onPrototype = false } = {}) => {
  kit.tracks = [];
  kit.streams = [];
  const getUserMedia = () =>
    new Promise((resolve, reject) => {
      const give = () => {
        const track = {
          readyState: 'live',
          stop() {
            track.readyState = 'ended';
          },
        };
        kit.tracks.push(track);
        const stream = { getTracks: () => [track] };
        kit.streams.push(stream);
        resolve(stream);
      };
      open(give, reject);
    });
  kit.devices = onPrototype ? Object.create({ getUserMedia }) : { getUserMedia };
  kit.getUserMedia = getUserMedia;
  kit.stub(navigator, 'mediaDevices', { value: kit.devices });
};
const look = (kit) => ({
  tracks: kit.tracks.map(({ readyState }) => readyState),
  restored: kit.devices.getUserMedia === kit.getUserMedia,
  own: Object.hasOwn(kit.devices, 'getUserMedia'),
});
const seen = (tracks, own = true) => ({ tracks, restored: true, own });

/** A row in which the page cancels while the widget has the camera on. */
const cancelled = (id, fault, row = {}) => ({
  id,
  fault,
  rejects: 'AbortError',
  states: 'loading starting active cancelled',
  left: 'script',
  note: 'the camera is off',
  before: (kit) => install(kit),
  config: (kit) => ({ src: kit.widget('camera') }),
  act: async (kit) => {
    await kit.until('active');
    await kit.wait(() => kit.tracks.length > 0);
    kit.session.cancel();
  },
  look,
  seen: seen(['ended']),
  ...row,
});

/** Replaces the camera by one that gives real streams without a device. `kit.media` are the tracks that a row looks at. */
const installReal = (kit) => {
  kit.media = [];
  const getUserMedia = async () => kit.add('canvas').captureStream();
  kit.stub(navigator, 'mediaDevices', { value: { getUserMedia } });
};

/** A row in which the widget clones what it has requested, and the page then cancels. */
const cloned = (id, fault, clone, row) =>
  cancelled(id, fault, {
    before: (kit) => {
      const { MediaStream, MediaStreamTrack } = window;
      kit.clones = [MediaStream, MediaStreamTrack].map(({ prototype }) => prototype.clone);
      installReal(kit);
    },
    config: (kit) => ({ src: kit.widget('quiet') }),
    act: async (kit) => {
      await kit.until('active');
      kit.media = await clone(await navigator.mediaDevices.getUserMedia({ video: true }), kit);
      kit.session.cancel();
    },
    look: (kit) => {
      for (const canvas of document.querySelectorAll('body > canvas')) canvas.remove();
      const clones = [MediaStream, MediaStreamTrack].map(({ prototype }) => prototype.clone);
      return {
        tracks: kit.media.map(({ readyState }) => readyState),
        restored: clones.every((clone, index) => clone === kit.clones[index]),
      };
    },
    seen: { tracks: ['ended'], restored: true },
    ...row,
  });

export default {
  name: 'camera',
  title: 'Camera',
  about: 'In these rows, the widget turns the camera on and leaves it on.',
  rows: [
    cancelled('cancel', 'The page cancels'),
    cancelled('prototype', 'The page cancels. `getUserMedia` is inherited, as in browsers', {
      before: (kit) => install(kit, { onPrototype: true }),
      seen: seen(['ended'], false),
    }),
    cancelled('prototype-call', 'The page cancels. The widget calls the `getUserMedia` of the prototype', {
      before: (kit) => install(kit, { onPrototype: true }),
      config: (kit) => ({ src: kit.widget('quiet') }),
      act: async (kit) => {
        await kit.until('active');
        await Object.getPrototypeOf(kit.devices).getUserMedia.call(kit.devices, { video: true });
        kit.session.cancel();
      },
      seen: seen(['ended'], false),
    }),
    cloned('clone-stream', 'The page cancels after the widget has cloned the stream', (stream) =>
      stream.clone().getTracks(),
    ),
    cloned('clone-track', 'The page cancels after the widget has cloned the track', (stream) => [
      stream.getTracks()[0].clone(),
    ]),
    cloned(
      'clone-clone',
      'The page cancels after the widget has cloned a track of a cloned stream',
      (stream) => [stream.clone().getTracks()[0].clone()],
    ),
    cloned(
      'clone-other',
      'The page cancels after it has cloned a stream of its own',
      (_, kit) => kit.add('canvas').captureStream().clone().getTracks(),
      { note: "the page's stream stays", seen: { tracks: ['live'], restored: true } },
    ),
    cancelled('stored', 'The page cancels. The widget has stored `getUserMedia` before the session', {
      note: 'the camera stays on, because the stored function is not wrapped',
      before: (kit) => {
        install(kit);
        kit.stored = navigator.mediaDevices.getUserMedia;
      },
      config: (kit) => ({ src: kit.widget('quiet') }),
      act: async (kit) => {
        await kit.until('active');
        await kit.stored({ video: true });
        kit.session.cancel();
      },
      seen: seen(['live']),
    }),
    cancelled('too-late', 'The page cancels, and the widget requests the camera afterwards', {
      note: 'the camera is on, because the request may be one of the page',
      config: (kit) => ({ src: kit.widget('quiet') }),
      act: async (kit) => {
        await kit.until('active');
        kit.session.cancel();
      },
      look: async (kit) => {
        await navigator.mediaDevices.getUserMedia({ video: true });
        return look(kit);
      },
      seen: seen(['live']),
    }),
    cancelled('replaced', 'Another session replaces the session, and finishes', {
      left: 'drawing script',
      config: (kit) => {
        kit.url = kit.widget('camera');
        return { src: kit.url };
      },
      act: async (kit) => {
        await kit.until('active');
        await kit.wait(() => kit.tracks.length > 0);
        const next = kit.openQuietly({ src: kit.url, conflict: 'replace' });
        await next.started;
        await kit.wait(() => kit.tracks.length > 1);
        kit.finish();
        await next.finished;
      },
      seen: seen(['ended', 'ended']),
    }),
    cancelled('frozen', 'The page cancels. It has frozen `navigator.mediaDevices`', {
      note: 'the camera stays on, because `getUserMedia` cannot be wrapped',
      before: (kit) => {
        install(kit);
        Object.freeze(kit.devices);
      },
      seen: seen(['live']),
    }),
    cancelled('late', 'The user allows the camera after the page has cancelled', {
      before: (kit) =>
        install(kit, {
          open: (give) => {
            kit.allow = give;
          },
        }),
      act: async (kit) => {
        await kit.until('active');
        await kit.wait(() => kit.allow);
        kit.session.cancel();
      },
      look: async (kit) => {
        kit.allow();
        await kit.wait(() => kit.tracks[0].readyState === 'ended');
        return look(kit);
      },
    }),
    cancelled('removed-track', 'The page cancels after the widget has removed the track from its stream', {
      act: async (kit) => {
        await kit.until('active');
        await kit.wait(() => kit.tracks.length > 0);
        kit.streams[0].getTracks = () => [];
        kit.session.cancel();
      },
    }),
    cancelled('denied', 'The user denies the camera, and the page cancels', {
      before: (kit) =>
        install(kit, {
          open: (_, deny) => {
            kit.denied = true;
            deny(new DOMException('no', 'NotAllowedError'));
          },
        }),
      act: async (kit) => {
        await kit.until('active');
        await kit.wait(() => kit.denied);
        kit.session.cancel();
      },
      seen: seen([]),
    }),
    cancelled('removed', 'The container is removed', {
      left: 'container drawing script',
      act: async (kit) => {
        await kit.until('active');
        await kit.wait(() => kit.tracks.length > 0);
        kit.container.remove();
      },
    }),
    {
      id: 'finish',
      fault: 'The widget finishes',
      resolves: { session_id: 'a' },
      note: 'the camera is off',
      before: (kit) => install(kit),
      config: (kit) => ({ src: kit.widget('camera-finishes') }),
      look,
      seen: seen(['ended']),
    },
    {
      id: 'timeout',
      fault: 'The widget does not finish in time',
      error: 'finish-timeout',
      states: 'loading starting active failed',
      left: 'script',
      note: 'the camera is off',
      before: (kit) => install(kit),
      config: (kit) => ({ src: kit.widget('camera'), timeouts: { finish: 200 } }),
      look,
      seen: seen(['ended']),
    },
    {
      id: 'before',
      fault: 'The page itself has requested the camera before the session',
      resolves: { session_id: 'a' },
      note: "the page's stream stays",
      before: async (kit) => {
        install(kit);
        await navigator.mediaDevices.getUserMedia({ video: true });
      },
      config: (kit) => ({ src: kit.widget('camera-finishes') }),
      look,
      seen: seen(['live', 'ended']),
    },
    {
      id: 'after',
      fault:
        'Other code of the page has wrapped `getUserMedia` during the session, and calls it after the end',
      resolves: { session_id: 'a' },
      note: "the page's stream stays",
      before: (kit) => install(kit),
      config: (kit) => ({ src: kit.widget('quiet') }),
      act: async (kit) => {
        await kit.until('active');
        const inner = navigator.mediaDevices.getUserMedia;
        navigator.mediaDevices.getUserMedia = (...options) => inner.apply(navigator.mediaDevices, options);
        kit.finish();
      },
      look: async (kit) => {
        await navigator.mediaDevices.getUserMedia({ video: true });
        return { tracks: kit.tracks.map(({ readyState }) => readyState) };
      },
      seen: { tracks: ['live'] },
    },
  ],
};
