/** The browser's own SHA-256, for everything that is verified here. */

/** SHA-256 of a text as lower-case hex; undefined where the browser has none: pages over plain http other than localhost. */
export type Digest = (text: string) => Promise<string | undefined>

export const sha256: Digest = async (text) => {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle
  if (!subtle) return undefined
  const hash = await subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
