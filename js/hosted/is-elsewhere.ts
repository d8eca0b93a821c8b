/** Returns whether a window shows another page than the empty one. */
export function isElsewhere(window: Window | null): boolean {
  try {
    return !!window && window.location.href !== 'about:blank';
  } catch {
    // The page is of another origin.
    return true;
  }
}
