import faults from './faults/en.js';

/** English texts. The other languages have the same shape: `Texts` is derived from this object. */
const en = {
  htmlLang: 'en',
  title: 'Flow Widget playground',
  brand: 'playground',
  skip: 'Skip to the widget',
  language: 'Language of the page and of the widget',
  theme: 'Dark theme',
  start: 'Start',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  units: { ms: 'ms', s: 's', bytes: 'B', kilobytes: 'KB' },

  mode: {
    sandbox: 'Sandbox',
    sandboxAbout: 'A stand-in on your own server: nobody is verified, nothing is charged.',
    production: 'Production',
    productionAbout: 'The real service: real sessions, real people’s data.',
  },

  settings: {
    title: 'Settings',
    flow: 'Flow',
    flowNames: {
      everyone: 'Flow for everyone',
      individuals: 'Flow for individuals',
      entities: 'Flow for legal entities',
    },
    flowDefault: 'The flow of your API key',
    flowDefaultAbout: 'The key stays on the server and decides the steps.',
    metadata: 'Metadata',
    metadataAbout: 'What your backend already knows about the person. All of it is optional.',
    edocument: 'E-Document',
    edocumentOff: 'The chosen flow has no E-Document step, so nothing of this is sent.',
    preset: 'Cases of the guide',
    presetOwn: 'Own',
    presets: {
      own: 'Your own combination.',
      1: 'Case №1: both values given and locked. The form is skipped and the code from 1414 is asked for at once.',
      2: 'Case №2: both values given. The IIN is locked, the phone may be changed.',
      3: 'Case №3: both values given, both may be changed.',
    },
    iin: 'IIN',
    iinNote: 'An IIN has 12 digits. This value is sent as it is.',
    iinChangeable: 'The person may change the IIN',
    phone: 'Phone',
    phoneNote: 'A phone number has digits. This value is sent as it is.',
    phoneChangeable: 'The person may change the phone',
    skip: 'Skip the form',
    skipRule: {
      idle: 'The form is skipped when all three conditions hold:',
      holds: 'All three conditions hold: the form is skipped.',
      missing: 'The form will not be skipped. A condition is missing:',
      values: 'IIN and phone are given',
      locked: 'neither may be changed',
      asked: '“Skip the form” is on',
      met: 'met',
      unmet: 'not met',
    },
    face2face: 'Face to face',
    photoPick: 'Choose a photo…',
    photoClear: 'Remove',
    photoNone: 'JPEG or PNG, sent in base64.',
    photoChosen: '{name}: {size}, {encoded} in base64.',
    photoBad: '{name} is neither a JPEG nor a PNG image.',
    photoBig: '{name} is larger than {limit}.',
    photoAlt: 'The chosen photo',
    photoRule:
      'The guide names three flows where the photo counts: Face to face after Liveness, after E-Document, or after Document recognition.',
    general: 'Interchangeable steps',
    generalAbout: 'Steps that the person may exchange for one another.',
    off: 'no such step',
    set: 'set',
    display: 'Display',
    displayPhone: 'Phone',
    displayFluid: 'Full width',
    fault: 'Fault',
    faultNone: 'None: everything works',
    faultNoneAbout: 'Choose a fault to see how the package and your page take it.',
    faultGroups: {
      script: 'Script and network',
      global: 'What the script leaves',
      call: 'The call',
      start: 'Start',
      finish: 'Finish',
      container: 'Container',
      abort: 'Cancelling',
      conflict: 'Two sessions',
      service: 'Service and backend',
      result: 'Result',
      policy: 'Policies of the page',
      environment: 'Camera and browser',
      wasm: 'WebAssembly as a file',
    },
    faultReload: 'The page is loaded again for that when you press Start.',
    faultExpected: 'Expected',
    faultActual: 'Came out',
    faultOpen: 'not run yet',
    faultHarmless: 'finished, as if nothing had happened',
    faultMatch: 'as expected',
    faultMismatch: 'not as expected',
  },

  technologies: {
    LDHP: { name: 'Liveness', about: 'A living person in front of the camera' },
    DR: { name: 'Document recognition', about: 'A photo of the document is read' },
    ED: { name: 'E-Document', about: 'The document from the state’s database' },
    F2F: { name: 'Face to face', about: 'The face is compared with the document' },
  },

  faults,

  states: {
    idle: { name: 'Ready', about: 'Nothing is running' },
    preparing: { name: 'Preparing', about: 'The options are checked' },
    loading: { name: 'Loading', about: 'The session and the script, in parallel' },
    starting: { name: 'Starting', about: 'The widget is called' },
    active: { name: 'Active', about: 'The person goes through the steps' },
    finished: { name: 'Finished', about: 'The widget has said finish' },
    cancelled: { name: 'Cancelled', about: 'Ended by your page or by the person' },
    failed: { name: 'Failed', about: 'An error ended it' },
  },

  events: {
    session: 'session created',
    script: 'script: answer',
    result: 'result complete',
  },

  stage: {
    title: 'Widget',
    idle: 'Press Start. The widget opens here.',
    busy: 'One moment…',
    finished: 'The verification has ended.',
    cancelled: 'The session is cancelled.',
    failed: 'The widget could not be shown or did not finish.',
    waiting: 'The service is computing its result…',
    passed: 'Verification passed.',
    notPassed: 'Verification not passed.',
    again: 'Press Start for a new session.',
  },

  log: {
    title: 'What happens',
    progress: 'Progress',
    request: 'Request',
    code: 'Code',
    states: 'States',
    fromClick: 'from click',
    step: 'step',
    detail: 'Detail of finish',
    detailNone: 'What the widget says at the end will stand here.',
    detailEmpty: 'The finish event came without a detail.',
    result: 'Result of the service',
    resultNone: 'What the service says about the session will stand here.',
    resultWaiting: 'The service is still computing…',
    resultComplete: 'Complete',
    resultLate: 'Not complete after {time}. The service may need longer.',
    resultStopped: 'No longer waiting.',
    resultPassed: 'Passed',
    resultNotPassed: 'Not passed',
    stop: 'Stop waiting',
    cancelledTitle: 'Cancelled',
    cancelledAbout: 'session.finished was rejected with the reason of the cancellation:',
    retryable: 'Worth another try',
    yes: 'yes',
    no: 'no',
    cause: 'Cause',
    advice: 'What to do',
    more: '{n} more…',
    circular: 'circular',
    items: '{n} items',
    fields: '{n} fields',
    characters: '{n} characters',
  },

  request: {
    title: 'The body that creates the session',
    about:
      'Your backend sends this to the service. The API key is added there and never reaches the browser.',
    photo: 'The photo is shortened here; Copy takes all of it.',
    size: 'Size: {size}',
  },

  code: {
    title: 'What you would write',
    browser: 'In the browser',
    backend: 'On your backend (Node 20 or later)',
  },

  page: {
    configFailed: 'The playground’s server does not answer.',
    packageFailed: 'The package could not be loaded. Is it built?',
    again: 'Try again',
    production: 'This starts a real session of the real service.',
  },

  live: {
    state: 'State: {name}. {about}.',
    error: 'Error {code}. {message}',
    result: 'The result is complete.',
    copied: 'Copied to the clipboard.',
    copyFailed: 'The browser does not allow copying.',
  },

  /** @satisfies {Record<import('../types.d.ts').AdviceCode, string>} */
  advice: {
    'invalid-config': 'An option has the wrong type or value. The message names it: correct the call.',
    'container-not-found':
      'No element matches the selector. Put the container into the page before the call, outside any shadow root, or hand over the element itself.',
    'unsupported-environment':
      'The page needs HTTPS (or localhost) and a browser with WebAssembly and a camera API. Show the person another way.',
    'session-source-failed':
      'Your backend gave no session. Look at the cause: the endpoint, its status, the metadata, the API key on the server.',
    'session-timeout':
      'Your backend took too long to create the session. Check it, or raise timeouts.session.',
    'script-load-failed':
      'The widget’s script could not be fetched. Check the network and the address; offer the person another try.',
    'script-timeout':
      'The script did not come in time. The network may be slow: offer another try, or raise timeouts.script.',
    'script-blocked':
      'The page’s own rules stopped the script: Content-Security-Policy, Trusted Types or integrity. Allow the widget’s origin.',
    'widget-missing':
      'The script ran but left no FlowWidget. Its address may be wrong, or a proxy answered something else.',
    'start-failed': 'The widget refused to start. The cause is its own error; a new session often helps.',
    'session-active':
      "Another session is running in this page. Wait for it, cancel it, or pass conflict: 'replace'.",
    'finish-timeout': 'The person did not finish in time. Offer a new session, or raise timeouts.finish.',
    'wasm-load-failed':
      "The package’s WebAssembly did not load. Allow 'wasm-unsafe-eval' in script-src and serve the file as application/wasm.",
    internal: 'A fault of the package itself. Try once more, and please report it with the cause below.',
    'invalid-metadata': 'The metadata break a rule of the service. The message names the field.',
    'api-key-in-browser': 'An API key has no place in a page. Create the session on your backend.',
    network: 'The service could not be reached. Check the connection of the server, then try again.',
    http: 'The service answered with an error. Its status and its words stand below.',
    'invalid-response': 'The answer is not what the service promises. A proxy may stand in between.',
    'result-timeout': 'The result was not complete in time. Ask again later: the session is kept.',
    unknown: 'This error has no code of the package. The message and the cause say what is known.',
  },
};

export default en;
