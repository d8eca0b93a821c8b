import widget from '../../build/flow-widget.json';

const script = ([before = '', after = '']: readonly string[]): string => before + widget.bundle + after;

/** The scripts of the widget stand-in: one bundle in three wrappers, so that the package contains it once. */
export const scripts = {
  umd: /* @__PURE__ */ script(widget.wrappers.umd),
  module: /* @__PURE__ */ script(widget.wrappers.module),
  page: /* @__PURE__ */ script(widget.wrappers.page),
};
