/** data: URLs with base64 content, which is how most dialects carry files. */

export interface InlineData {
  readonly mediaType: string
  readonly base64: string
}

/** Undefined when it is another kind of URL. */
export function dataUrl(url: string): InlineData | undefined {
  if (!url.startsWith('data:')) return undefined
  const comma = url.indexOf(',')
  const head = url.slice(5, Math.max(comma, 5))
  if (comma < 0 || !head.endsWith(';base64')) return undefined
  return { mediaType: head.slice(0, -';base64'.length) || 'application/octet-stream', base64: url.slice(comma + 1) }
}

export function toDataUrl({ mediaType, base64 }: InlineData): string {
  return `data:${mediaType};base64,${base64}`
}
