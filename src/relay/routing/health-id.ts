/** The name under which the health of an upstream key is kept. */

/** `null` for channels without keys. */
export function healthId(channel: number, key: string | null): string {
  return `${channel}/${key ?? '-'}`
}
