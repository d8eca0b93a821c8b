import faults from './faults/en.js';

/** The English texts. The type `Texts` is derived from this object, so the other languages have the same keys. */
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
    sandboxAbout: 'A local stand-in for the service: no real verifications, no charges.',
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
    flowDefaultAbout: 'The key stays on the server and determines the steps.',
    metadata: 'Metadata',
    metadataAbout: 'What your backend already knows about the user. All fields are optional.',
    edocument: 'E-Document',
    edocumentOff: 'The chosen flow has no E-Document step, so these fields are not sent.',
    preset: 'Cases from the service’s guide',
    presetOwn: 'Custom',
    presets: {
      own: 'Your own combination of values.',
      1: 'Case №1: both values are set and locked. The form is skipped, and the user is asked for the SMS code from 1414 right away.',
      2: 'Case №2: both values are set. The IIN is locked; the phone can be changed.',
      3: 'Case №3: both values are set, and both can be changed.',
    },
    iin: 'IIN',
    iinNote: 'An IIN has 12 digits. The value is sent as is.',
    iinChangeable: 'The user can change the IIN',
    phone: 'Phone',
    phoneNote: 'This does not look like a phone number. The value is sent as is.',
    phoneChangeable: 'The user can change the phone',
    skip: 'Skip the form',
    skipRule: {
      idle: 'The form is skipped if all three conditions are met:',
      holds: 'All three conditions are met: the form is skipped.',
      missing: 'The form is not skipped: a condition is not met.',
      values: 'IIN and phone are set',
      locked: 'both are locked',
      asked: '“Skip the form” is on',
      met: 'met',
      unmet: 'not met',
    },
    face2face: 'Face to face',
    photoPick: 'Choose photo…',
    photoClear: 'Remove',
    photoNone: 'JPEG or PNG, sent as base64.',
    photoChosen: '{name}: {size}, {encoded} as base64.',
    photoBad: '{name} is neither a JPEG nor a PNG image.',
    photoBig: '{name} is larger than {limit}.',
    photoAlt: 'The chosen photo',
    photoRule:
      'According to the service’s guide, the photo has an effect in three flows only: Face to face after Liveness, after E‑Document, or after Document recognition.',
    general: 'Interchangeable steps',
    generalAbout: 'Steps that the user can swap for one another.',
    off: 'not in this flow',
    set: 'set',
    mode: 'Mode',
    fallback: 'Fallback',
    fallbackNone: 'None',
    fallbackAbout: 'If the mode cannot be used here, the same session continues in the fallback.',
    display: 'Display',
    displayPhone: 'Phone',
    displayFluid: 'Full width',
    displayDialog: 'Dialog',
    displayViewport: 'Full screen',
    resume: 'Continue after a reload',
    resumeAbout: 'A reload of the page continues the verification instead of starting a new one.',
    ending: 'Outcome',
    endings: {
      user: { name: 'As the user does it', about: 'Go through the steps of the widget yourself.' },
      passed: { name: 'Passes', about: 'The widget skips its steps, and the user passes.' },
      failed: {
        name: 'Fails with a reason',
        about: 'The widget skips its steps, and the user does not pass, for the chosen reason.',
      },
      cancelled: {
        name: 'Gives up',
        about: 'The widget skips its steps, as if the user had cancelled: the verdict is `cancelled`.',
      },
      phone: {
        name: 'Moves to the phone',
        about:
          'The widget shows a QR code and a link. Open the link and finish there: this page gets the verdict without a `finish` event.',
      },
      expired: {
        name: 'Expires',
        about:
          'The session ends because its time is up. The widget sends no `finish` event; the verdict arrives about 10 seconds later.',
      },
    },
    reason: 'Failure reason',
    fault: 'Fault',
    faultNone: 'None',
    faultNoneAbout: 'Choose a fault to see how the package and your page handle it.',
    faultGroups: {
      script: 'Script and network',
      global: 'Missing FlowWidget',
      call: 'Call',
      start: 'Start',
      finish: 'Finish',
      container: 'Container',
      abort: 'Cancellation',
      conflict: 'Two sessions',
      service: 'Service and backend',
      result: 'Result',
      policy: 'Page security policies',
      environment: 'Camera and browser',
      wasm: 'WebAssembly in a separate file',
    },
    faultReload: 'For this fault, Start reloads the page.',
    faultExpected: 'Expected',
    faultActual: 'Actual',
    faultOpen: 'not run yet',
    faultHarmless: 'finished despite the fault',
    faultMatch: 'as expected',
    faultMismatch: 'not as expected',
  },

  modes: {
    widget: { name: 'Widget', about: 'The service’s script runs in this page.' },
    frame: { name: 'Frame', about: 'The service’s page in a frame of this page.' },
    window: { name: 'Window', about: 'The service’s page in a window of its own.' },
    redirect: { name: 'Redirect', about: 'The service’s page replaces this page. Press Back to return.' },
  },

  environment: {
    title: 'This browser',
    all: 'all modes',
    some: '{n} of {of}',
    usable: 'works',
    unusable: 'does not work',
    recommended: 'recommended',
    inApp: 'In-app browser: {app}.',
    error: 'Error',
    warning: 'Warning',
    noFindings: 'Nothing speaks against a verification here.',
    about: 'This is the report of checkEnvironment. A camera fault below simulates another browser.',
  },

  technologies: {
    LDHP: { name: 'Liveness', about: 'A live person is in front of the camera' },
    DR: { name: 'Document recognition', about: 'Data is read from a photo of the document' },
    ED: { name: 'E-Document', about: 'The document comes from a state database' },
    F2F: { name: 'Face to face', about: 'The face is compared with the document' },
  },

  faults,

  states: {
    idle: { name: 'Ready', about: 'Nothing is running' },
    preparing: { name: 'Preparing', about: 'The options are checked' },
    loading: { name: 'Loading', about: 'The session and, for the widget, its script are loaded' },
    starting: { name: 'Starting', about: 'The widget, or the service’s page, is opened' },
    active: { name: 'Active', about: 'The user goes through the steps' },
    hosted: {
      name: 'Hosted page',
      about: 'The mode cannot be used here; the session continues in the fallback',
    },
    waiting: { name: 'Waiting', about: 'The widget has finished; the verdict is not ready yet' },
    finished: { name: 'Finished', about: 'The verdict is final' },
    cancelled: { name: 'Cancelled', about: 'Cancelled by your page or by the user' },
    failed: { name: 'Failed', about: 'An error ended the session' },
  },

  events: {
    session: 'session created',
    script: 'script response',
  },

  stage: {
    title: 'Widget',
    idle: {
      widget: 'Press Start. The widget opens here.',
      frame: 'Press Start. The service’s page opens here.',
      window: 'Press Start. The service’s page opens in a window.',
      redirect: 'Press Start. The service’s page replaces this page.',
    },
    busy: 'Please wait…',
    finished: 'Verification finished.',
    cancelled: 'Session cancelled.',
    failed: 'The verification could not start or did not finish.',
    waiting: 'The service is computing the result…',
    passed: 'Verification passed.',
    notPassed: 'Verification not passed.',
    again: 'Press Start to begin a new session.',
    continues: 'Continuing the verification that was interrupted.',
  },

  log: {
    title: 'Log',
    progress: 'Progress',
    request: 'Request',
    code: 'Code',
    webhooks: 'Webhooks',
    states: 'States',
    fromClick: 'total',
    step: 'step',
    detail: 'Detail of the finish event',
    detailNone: 'The data that the widget returns at the end appears here.',
    detailEmpty: 'The finish event had no detail.',
    detailAbsent:
      'The page received no finish event: the session ended on the service’s page, on another device or by itself.',
    result: 'Result from the service',
    resultNone: 'The session’s result appears here.',
    resultWaiting: 'The service is still computing the result…',
    resultMissing: 'The page received no result.',
    resultPassed: 'Passed',
    resultNotPassed: 'Not passed',
    resultUnknown: 'Unknown',
    message: 'Message for the user',
    messageAdvice: 'Advice',
    messageRetry: 'Offer another attempt',
    cancelledTitle: 'Cancelled',
    cancelledAbout: 'The Promise was rejected with this reason:',
    retryable: 'Retryable',
    yes: 'yes',
    no: 'no',
    cause: 'Cause',
    advice: 'What to do',
    more: 'Show {n} more',
    circular: 'circular',
    items: '{n} items',
    fields: '{n} fields',
    characters: '{n} characters',
  },

  webhooks: {
    title: 'Webhooks of the session',
    about:
      'The sandbox sends them to the playground’s backend, which receives them with createWebhookHandler.',
    none: 'No webhooks yet. They appear here as they arrive.',
    success: 'success',
    failure: 'no success',
    verdict: 'Verdict that the backend has read',
    event: 'Event',
  },

  request: {
    title: 'Request body for creating the session',
    about: 'Your backend sends this to the service and adds the API key, which never reaches the browser.',
    photo: 'The photo is shortened here but copied in full.',
    size: 'Size: {size}',
  },

  code: {
    title: 'Code for your project',
    browser: 'In the browser',
    backend: 'On your backend (Node 20 or later)',
  },

  page: {
    configFailed: 'The playground’s server does not respond.',
    packageFailed: 'Could not load the package. Build it with npm run build.',
    again: 'Try again',
    production: 'This starts a real session with the real service.',
  },

  live: {
    state: 'State: {name}. {about}.',
    error: 'Error {code}: {message}',
    copied: 'Copied to the clipboard.',
    copyFailed: 'The browser does not allow copying.',
  },

  /** @satisfies {Record<import('../types.d.ts').AdviceCode, string>} */
  advice: {
    'invalid-config': 'An option has an invalid type or value. Fix the option that the message names.',
    'container-not-found':
      'The container must be in the page before the call, outside any shadow root. Check the selector or pass the element itself.',
    'unsupported-environment':
      'The page needs HTTPS (or localhost) and a browser with WebAssembly and a camera API. Offer the user another way to verify.',
    'session-source-failed':
      'Your backend did not return a session. See the cause; check the endpoint, its status, the metadata and the API key on the server.',
    'session-timeout':
      'Your backend took too long to create the session. Check it or increase timeouts.session.',
    'script-load-failed':
      'Could not load the widget’s script. Check the network and the URL, and let the user retry.',
    'script-timeout':
      'The script did not load in time. The network may be slow: let the user retry or increase timeouts.script.',
    'script-blocked':
      'The page’s security settings blocked the script: Content-Security-Policy, Trusted Types or integrity. Allow the widget’s origin.',
    'widget-missing':
      'The script ran but did not define FlowWidget. Its URL may be wrong, or a proxy may have returned a different file.',
    'start-failed': 'The widget failed to start. The cause is the widget’s error; a new session often helps.',
    'session-active':
      "Another session is running in this page. Wait until it ends, cancel it, or pass conflict: 'replace'.",
    'finish-timeout': 'The user did not finish in time. Offer a new session or increase timeouts.finish.',
    'wasm-load-failed':
      "Could not load the package’s WebAssembly. Allow 'wasm-unsafe-eval' in script-src and serve the file as application/wasm.",
    internal: 'This is a bug in the package. Try again, and please report it with the cause below.',
    'invalid-metadata': 'The service does not accept the metadata. The message names the field.',
    'api-key-in-browser': 'An API key must not be used in a page. Create the session on your backend.',
    network: 'Could not reach the service. Check the server’s connection and try again.',
    http: 'The service returned an error. See its status and message below.',
    'invalid-response': 'The response does not have the documented format. A proxy may have replaced it.',
    'result-timeout':
      'The result was not ready in time. Request it again later: the service keeps the session.',
    unknown: 'This error’s code is not one of the package’s. See the message and the cause.',
  },
};

export default en;
