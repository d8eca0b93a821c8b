/** What the script of the widget does, or leaves undone. */
export default {
  name: 'script',
  title: 'Script',
  rows: [
    {
      id: 'no-global',
      fault: 'It leaves no `FlowWidget`',
      error: 'widget-missing',
      config: (kit) => ({ src: kit.widget('no-global') }),
    },
    {
      id: 'script-throws',
      fault: 'It throws',
      error: 'widget-missing',
      errors: ['broken'],
      config: (kit) => ({ src: kit.widget('script-throws') }),
    },
    {
      id: 'global-late',
      fault: 'It sets its global 100 ms after its `load`',
      left: 'drawing',
      resolves: { session_id: 'a' },
      config: (kit) => ({ src: kit.widget('global-late') }),
      act: async (kit) => {
        await kit.until('active');
        kit.finish();
      },
    },
  ],
};
