/** The page ends a session. */
export default {
  name: 'abort',
  title: 'Abort and cancel',
  rows: [
    {
      id: 'cancel-active',
      fault: 'The page cancels while the widget is active',
      rejects: 'AbortError',
      act: async (kit) => {
        await kit.until('active');
        kit.session.cancel();
      },
    },
    {
      id: 'signal-loading',
      fault: 'The page aborts its signal while the script is on its way',
      rejects: 'enough',
      states: 'loading cancelled',
      config: (kit) => {
        const control = kit.control();
        kit.abort = () => control.abort('enough');
        return { src: kit.script('hang'), signal: control.signal };
      },
      act: async (kit) => {
        await kit.until('loading');
        await kit.sleep(30);
        kit.abort();
      },
    },
  ],
};
