/** What happens with each fault, in a sentence or two. */
export default {
  'script-404': 'The widget’s script is not found (404), however often it is asked for.',
  'script-404-once': 'The script is not found once; the next attempt gets it.',
  'script-500': 'The server of the script fails (500).',
  'script-slow': 'The script comes three seconds late, but it comes.',
  'script-hang': 'The script never comes; after six seconds the waiting ends.',
  'script-cut': 'The connection breaks in the middle of the script, each time.',
  'script-cut-once': 'The connection breaks in the middle of the script once; the next attempt gets it.',
  'script-mime': 'The script comes as text/plain, which a browser does not run.',
  'script-html': 'An HTML page comes instead of the script.',
  offline: 'The browser is offline: the script is attempted as usual, and fails.',
  'offline-wait': 'The browser is offline for a moment, and the session was told to wait for it.',

  'global-missing': 'The script runs and leaves no FlowWidget behind.',
  'script-throws': 'The script throws while it runs.',
  'script-syntax-error': 'The script cannot be parsed.',

  'config-invalid': 'The page passes a number as `selector`.',
  'session-unknown': 'The page passes a session id that the service does not know, such as a used one.',

  'start-throws': 'FlowWidget.startSession throws.',
  'start-rejects': 'FlowWidget.startSession returns a Promise that rejects.',
  'start-slow': 'FlowWidget.startSession returns a Promise that takes its time.',
  'finish-before-return': 'The widget says finish before startSession returns.',

  'never-finishes': 'The widget never says finish; the page waits for it for eight seconds.',
  'double-finish': 'The widget says finish twice.',
  'finish-late': 'The page cancels, and finish comes after that: it reaches nobody.',
  'finish-foreign': 'A finish of another session comes first; it is left alone.',
  'finish-not-custom': 'A finish that is no CustomEvent comes first; it is left alone.',
  'finish-no-detail': 'The finish event has no detail.',
  'finish-null-detail': 'The detail of finish is null.',
  'finish-cyclic-detail': 'The detail of finish contains itself.',
  'finish-huge-detail': 'The detail of finish has eight megabytes.',

  'container-missing': 'The selector matches nothing.',
  'container-shadow': 'The container sits in a shadow tree, where the widget cannot find it.',
  'container-replaced':
    'The page renders anew before the widget is there; the new element has the same selector.',
  'container-moved': 'The page moves the container to another place while the widget is in it.',
  'container-removed': 'The page takes the container out while the widget is in it.',
  'container-rerendered':
    'The page renders anew while the widget is shown: an empty element comes in its place.',

  'abort-before': 'The signal is aborted before the call: nothing is requested.',
  'abort-preparing': 'The page cancels while the session is being prepared.',
  'abort-loading': 'The page cancels while session and script are on their way.',
  'abort-starting': 'The page cancels just before the widget is called.',
  'abort-active': 'The page cancels as soon as the widget has the floor.',
  'abort-waiting':
    'The page stops waiting as soon as the widget has said finish: the session is over, its result is not asked for.',

  'conflict-reject': 'Another session runs in this page, and the second one is refused.',
  'conflict-replace': 'Another session runs in this page, and this one takes its place.',
  'conflict-replaced': 'While the widget is shown, another session takes the place of this one.',

  'api-400': 'The service refuses the request (400). Your backend’s log has the reason, the page a 502.',
  'api-401': 'The service asks for credentials (401); the page gets a 502.',
  'api-403': 'The service does not accept the API key (403); the page gets a 502.',
  'api-429': 'The service is asked too often (429); the page is told when to try again.',
  'api-500': 'The service fails (500). A session is not created twice, so there is no second attempt.',
  'api-503': 'The service is down for maintenance (503).',
  'api-truncated': 'The service’s JSON breaks off in the middle; the page gets a 502.',
  'api-wrong-types': 'The service’s JSON has numbers where texts should be; the page gets a 502.',
  'api-slow': 'The service takes three seconds; meanwhile the script arrives.',
  'api-hang': 'The service never answers; the page waits for the session for four seconds.',
  'backend-401': 'Your own backend does not know who is asking (401).',
  'backend-html': 'Your own backend answers with a page, such as one to sign in, instead of JSON.',
  'backend-cut': 'The connection to your own backend breaks in the middle of its answer.',
  'source-rejects': 'The function that the page passed as `id` rejects; `cause` has its error.',
  'source-number': 'The function that the page passed as `id` returns a number.',

  'result-404': 'After finish, the service no longer knows the session.',
  'result-500': 'After finish, the service fails (500) each time it is asked; four seconds are waited.',
  'result-pending': 'After finish, the result stays in progress; four seconds are waited.',

  'csp-script': 'The page’s policy does not list the host of the widget’s script.',
  'csp-wasm': 'The page’s policy lacks `wasm-unsafe-eval`, so WebAssembly is refused.',
  'trusted-types': 'The page requires Trusted Types and allows the package’s policy.',
  'trusted-types-none': 'The page requires Trusted Types and allows no policy at all.',
  'integrity-wrong': 'The script does not match the hash that the page passed as `integrity`.',

  'camera-missing': 'There is no camera. With `preflight: true` that is found before a session is created.',
  'camera-denied': 'The person has refused the camera before, and will not be asked again.',
  'camera-policy': 'The page’s own Permissions-Policy refuses the camera.',
  'camera-unsupported': 'The browser, such as one inside another app, has no camera API.',
  'insecure-context': 'The page came over plain http, where a browser gives no camera.',
  'wasm-refused': 'The page’s policy refuses WebAssembly, and `preflight: true` says so in time.',

  'slim-404': 'With /slim: the wasm file is not where init() was told (404).',
  'slim-html': 'With /slim: a page comes instead of the wasm file.',
  'slim-corrupt': 'With /slim: the bytes are no WebAssembly that this browser knows.',
};
