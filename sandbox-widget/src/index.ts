// Entry point of the UMD script. Its export becomes the global variable `FlowWidget` or, with an AMD or
// CommonJS loader, the module's exports.
import { start } from './entry';

export const FlowWidget = start && { startSession: start };
