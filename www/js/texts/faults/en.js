/** Describes each fault in a sentence or two. */
export default {
  'script-404': 'The server returns 404 for the widget’s script, on every attempt.',
  'script-404-once': 'The server returns 404 for the script once; the next attempt succeeds.',
  'script-500': 'The server returns 500 for the script.',
  'script-slow': 'The script loads after a delay of three seconds.',
  'script-hang': 'The script never loads; the page gives up after six seconds.',
  'script-cut': 'The connection breaks in the middle of the script, on every attempt.',
  'script-cut-once': 'The connection breaks in the middle of the script once; the next attempt succeeds.',
  'script-mime': 'The script is served as text/plain, so the browser does not run it.',
  'script-html': 'The server returns an HTML page instead of the script.',
  offline: 'The browser is offline: the script is requested as usual, and the request fails.',
  'offline-wait':
    'The browser is offline for a moment. The session waits for the connection, because the page set `offline` to `wait`.',

  'global-missing': 'The script runs but does not define FlowWidget.',
  'script-throws': 'The script throws when it is evaluated.',
  'script-syntax-error': 'The script has a syntax error.',

  'config-invalid': 'The page passes a number as `selector`.',
  'session-unknown':
    'The page passes a session id that the service does not know, for example an already used one.',

  'start-throws': 'FlowWidget.startSession throws.',
  'start-rejects': 'FlowWidget.startSession returns a Promise that rejects.',
  'start-slow': 'FlowWidget.startSession returns a Promise that resolves only after four seconds.',
  'finish-before-return':
    'The widget dispatches finish before startSession returns, without ending the session, so there is no verdict.',

  'never-finishes': 'The widget never dispatches finish; the page gives up after eight seconds.',
  'double-finish': 'The widget dispatches finish twice.',
  'finish-late': 'The page cancels before finish is dispatched; the late event is ignored.',
  'finish-foreign': 'The finish event of another session arrives first and is ignored.',
  'finish-not-custom': 'A finish event that is not a CustomEvent arrives first and is ignored.',
  'finish-no-detail': 'The finish event has no detail.',
  'finish-null-detail': 'The detail of finish is null.',
  'finish-cyclic-detail': 'The detail of finish has a circular reference.',
  'finish-huge-detail': 'The detail of finish is eight megabytes in size.',

  'container-missing': 'The selector matches nothing.',
  'container-shadow': 'The container is in a shadow tree, where the widget cannot find it.',
  'container-replaced':
    'The page rerenders before the widget starts; the new element matches the same selector.',
  'container-moved': 'The page moves the container with the widget to another element.',
  'container-removed': 'The page removes the container with the widget.',
  'container-rerendered':
    'The page rerenders while the widget is shown: an empty element replaces the container.',

  'abort-before': 'The signal is aborted before the call: nothing is requested.',
  'abort-preparing': 'The page cancels while the session is being prepared.',
  'abort-loading': 'The page cancels while the session and the script are loading.',
  'abort-starting': 'The page cancels just before the widget is called.',
  'abort-active': 'The page cancels as soon as the widget is running.',
  'abort-waiting':
    'The page stops waiting right after finish: the session has ended, and its result is not requested.',

  'conflict-reject': 'Another session is running in this page, and this one is rejected.',
  'conflict-replace': 'Another session is running in this page, and this one replaces it.',
  'conflict-replaced': 'Another session replaces this one while the widget is shown.',

  'api-400':
    'The service rejects the request (400). The reason is in your backend’s log; the page receives a 502.',
  'api-401': 'The service requires credentials (401); the page receives a 502.',
  'api-403': 'The service does not accept the API key (403); the page receives a 502.',
  'api-429': 'The service limits the number of requests (429); the response says when to retry.',
  'api-500': 'The service fails (500). There is no second attempt, because it could create a second session.',
  'api-503': 'The service is down for maintenance (503).',
  'api-truncated': 'The service’s JSON is truncated; the page receives a 502.',
  'api-wrong-types': 'The service’s JSON has numbers instead of strings; the page receives a 502.',
  'api-slow': 'The service responds after three seconds; the script loads in the meantime.',
  'api-hang': 'The service never responds; the page gives up after four seconds.',
  'backend-401': 'Your own backend requires the user to sign in (401).',
  'backend-html': 'Your own backend returns an HTML page, such as a sign-in page, instead of JSON.',
  'backend-cut': 'The connection to your own backend breaks in the middle of the response.',
  'source-rejects': 'The function that the page passed as `id` rejects; its error is in `cause`.',
  'source-number': 'The function that the page passed as `id` returns a number.',

  'result-404': 'After finish, the service no longer knows the session.',
  'result-500':
    'After finish, the service fails (500) on every request; the page gives up after four seconds.',
  'result-pending': 'After finish, the result stays in progress; the page gives up after four seconds.',

  'csp-script': 'The page’s Content-Security-Policy does not allow the host of the widget’s script.',
  'csp-wasm': 'The page’s Content-Security-Policy lacks `wasm-unsafe-eval`, so WebAssembly is blocked.',
  'trusted-types': 'The page requires Trusted Types and allows the package’s policy.',
  'trusted-types-none': 'The page requires Trusted Types and allows no policy at all.',
  'integrity-wrong': 'The script does not match the hash that the page passed as `integrity`.',
  'csp-frame':
    'The page’s Content-Security-Policy does not allow the frame of the service’s page. This fault uses the mode Frame.',

  'camera-missing':
    'There is no camera. With `preflight: true` this is detected before a session is created.',
  'camera-denied': 'The user denied access to the camera earlier, and the browser does not ask again.',
  'camera-policy': 'The page’s own Permissions-Policy disables the camera.',
  'camera-unsupported': 'The browser has no camera API, as in some in-app browsers.',
  'insecure-context': 'The page was loaded over plain HTTP, where browsers disable the camera.',
  'wasm-refused':
    'The page’s policy blocks WebAssembly. With `preflight: true` this is detected before a session is created.',
  'camera-frame':
    'The page’s Permissions-Policy allows the camera to the page, but not to the frame of the service’s page (recognised in Chromium only). This fault uses the mode Frame.',
  'in-app-browser':
    'The page is in the in-app browser of Instagram on an iPhone, and the app has not enabled the camera. Only what the page’s scripts read is changed; see “This browser”.',
  'popup-blocked':
    'The browser blocks the new window, so the page shows a link instead. This fault uses the mode Window.',

  'slim-404': 'With /slim: the server returns 404 for the WebAssembly file.',
  'slim-html': 'With /slim: the server returns an HTML page instead of the WebAssembly file.',
  'slim-corrupt': 'With /slim: the browser does not support the WebAssembly version of the bytes.',
};
