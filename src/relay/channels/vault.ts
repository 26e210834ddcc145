/** Encryption of upstream secrets at rest: AES-256-GCM, bound to the place each secret is kept. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Seals and opens text; `place` must be the same both times, so that a row can not be passed off as another. */
export interface Vault {
  seal(text: string, place: string): string
  /** Throws VaultError when the key is another or the text was changed. */
  open(sealed: string, place: string): string
}

export class VaultError extends Error {
  override readonly name = 'VaultError'
}

const VERSION = 'v1.'
const NONCE = 12
const TAG = 16

/** `key` is 32 bytes. */
export function createVault(key: Uint8Array): Vault {
  if (key.length !== 32) throw new VaultError('the key of the vault must have 32 bytes')
  return {
    seal(text, place) {
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return VERSION + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64')
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE)).setAAD(Buffer.from(place))
        decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
        return decipher.update(bytes.subarray(NONCE + TAG), undefined, 'utf8') + decipher.final('utf8')
      } catch {
        throw new VaultError(`what is kept at ${place} can not be opened with this key`)
      }
    },
  }
}
