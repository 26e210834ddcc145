/** The browser's own SHA-256. Undefined where it is switched off: pages over plain http other than localhost. */
import type { Digest } from './verify.ts'

export const sha256: Digest = async (text) => {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle
  if (!subtle) return undefined
  const hash = await subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
