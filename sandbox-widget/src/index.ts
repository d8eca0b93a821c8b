// Entry point of the bundle. The three scripts that contain it differ in what they do with these exports.
export { start as startSession } from './entry';
export { runPage } from './page';
