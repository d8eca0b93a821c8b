/**
 * What the user can do, for an icon or a link next to the message: `retry` start again; `light` improve the light;
 * `eyes` open the eyes; `mask` take off the mask; `face` show the face; `camera` connect, free or allow the camera;
 * `microphone` the same for the microphone; `network` check the connection; `browser` use another browser; `support` ask
 * the site's support; `none` none of these.
 */
export type Advice =
  | 'retry'
  | 'light'
  | 'eyes'
  | 'mask'
  | 'face'
  | 'camera'
  | 'microphone'
  | 'network'
  | 'browser'
  | 'support'
  | 'none';

/** A text for the user, with what it advises. */
export interface FailureDescription {
  /** One or two sentences in the user's language, as plain text. */
  message: string;
  /** What the message advises. */
  advice: Advice;
  /** Whether to offer another attempt, in a new session. */
  retry: boolean;
}

/** Options of `describeFailure` and `describeFinding`. */
export interface DescribeOptions {
  /**
   * Any BCP 47 tag; `kk` and `kz` are Kazakh. Default: `<html lang>`, then the browser's languages; English where there
   * is no document.
   */
  locale?: string | undefined;
}
