/** Returns the user who sent a request, as examples/axum does. */
export function currentUser(request) {
  return /^Bearer (.+)-demo-token$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
}
