/** Which address a sign-in may lead to. Going there is next.tsx's job. */

/** A path of this app, or the dashboard: never another site, never the sign-in pages themselves. */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])/.test(next)) return '/dashboard'
  return /^\/(signin|signup|setup)\b/.test(next) ? '/dashboard' : next
}
