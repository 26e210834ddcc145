/** Encryption at rest of upstream secrets and of what callers have kept here: AES-256-GCM, bound to the place each is kept. */
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'

/** Seals and opens; `place` must be the same both times, so that a row can not be passed off as another. */
export interface Vault {
  seal(text: string, place: string): string
  /** Throws VaultError when the key is another or the text was changed. */
  open(sealed: string, place: string): string
  /** The same for bytes. */
  sealBytes(bytes: Uint8Array, place: string): Buffer
  openBytes(sealed: Uint8Array, place: string): Buffer
}

export class VaultError extends Error {
  override readonly name = 'VaultError'
}

const VERSION = 'v1.'
const NONCE = 12
const TAG = 16

/** `secret` is 32 bytes. */
export function createVault(secret: Uint8Array): Vault {
  if (secret.length !== 32) throw new VaultError('the key of the vault must have 32 bytes')
  const key = createSecretKey(secret)
  const sealBytes: Vault['sealBytes'] = (bytes, place) => {
    const nonce = randomBytes(NONCE)
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
    const sealed = [cipher.update(bytes), cipher.final()]
    return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed])
  }
  const openBytes: Vault['openBytes'] = (sealed, place) => {
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE)).setAAD(Buffer.from(place))
      decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG))
      return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()])
    } catch {
      throw new VaultError(`what is kept at ${place} can not be opened with this key`)
    }
  }
  return {
    sealBytes,
    openBytes,
    seal: (text, place) => VERSION + sealBytes(Buffer.from(text), place).toString('base64'),
    open: (sealed, place) => openBytes(Buffer.from(sealed.slice(VERSION.length), 'base64'), place).toString('utf8'),
  }
}
