// Entry point of the ES module, which sets no global variable.
export { start as startSession } from './entry';
