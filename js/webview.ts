/**
 * For pages inside a native app's web view: tells the app the states and the outcome of a verification, and lets the app
 * cancel it. Works with WKWebView, Android WebView, Flutter and React Native; in a browser it does nothing.
 *
 * @module
 */
export { createBridge } from './webview/bridge.js';
export type {
  Bridge,
  BridgeCommand,
  BridgeHooks,
  BridgeMessage,
  BridgeOptions,
  CancelledMessage,
  ErrorMessage,
  StateMessage,
  VerdictMessage,
} from './webview/types.js';
