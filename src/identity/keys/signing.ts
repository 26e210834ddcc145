/** Credentials with which programs sign their requests: an API key that names a virtual key, and an HMAC secret or an Ed25519 public key. Which requests must be signed is not said here. */
import {
  createHmac,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import type { Kysely } from 'kysely'
import type { IdentityTables } from '../schema.ts'

export type SigningAlgorithm = 'hmac' | 'ed25519'

/** Seals what has to be readable again; `place` must be the same both times. */
export interface SecretBox {
  seal(text: string, place: string): string
  open(sealed: string, place: string): string
}

/** What the owner may see again. */
export interface SigningView {
  readonly apiKey: string
  readonly algorithm: SigningAlgorithm
}

export interface Signer {
  /** Hash of the virtual key that it acts for. */
  readonly hash: string
  readonly algorithm: SigningAlgorithm
  /** True when this signature belongs to exactly these bytes: hexadecimal digits for HMAC-SHA256, base64 for Ed25519. */
  verifies(payload: Buffer, signature: string): boolean
}

/** `publicKey` is null for HMAC. */
export interface NewSigning {
  readonly algorithm: SigningAlgorithm
  readonly publicKey: string | null
}

export interface SigningKeys {
  find(apiKey: string): Signer | undefined
  of(hash: string): SigningView | undefined
  /** The HMAC secret is in this result and nowhere else that can be read. Undefined when the public key is none. */
  add(hash: string, wish: NewSigning): Promise<(SigningView & { readonly secret: string | null }) | undefined>
  drop(hash: string): Promise<void>
}

interface Options {
  readonly db: Kysely<IdentityTables>
  readonly box: SecretBox
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Letters and digits of an API key and of a secret: what the clients of exchanges expect. */
const LENGTH = 64
const SHAPE = /^[0-9A-Za-z]{64}$/

/** Reads the credentials of all usable keys into memory. */
export async function openSigningKeys({ db, box }: Options): Promise<SigningKeys> {
  const signers = new Map<string, Signer>()
  const views = new Map<string, SigningView>()
  const put = (apiKey: string, signer: Signer): void => {
    signers.set(apiKey, signer)
    views.set(signer.hash, { apiKey, algorithm: signer.algorithm })
  }
  const usable = db.selectFrom('keyProfile').select('hash').where('revokedAt', 'is', null)
  for (const row of await db.selectFrom('signingKey').selectAll().where('hash', 'in', usable).execute()) {
    const { apiKey, hash, sealed, publicKey } = row
    if (sealed !== null) put(apiKey, hmacSigner(hash, box.open(sealed, placeOf(apiKey))))
    else if (publicKey !== null) put(apiKey, ed25519Signer(hash, createPublicKey(publicKey)))
  }
  return {
    find: (apiKey) => (SHAPE.test(apiKey) ? signers.get(apiKey) : undefined),
    of: (hash) => views.get(hash),
    async add(hash, { publicKey }) {
      const apiKey = randomText()
      const own = publicKey === null ? undefined : readPublicKey(publicKey)
      if (publicKey !== null && !own) return undefined
      const secret = own ? null : randomText()
      const sealed = secret === null ? null : box.seal(secret, placeOf(apiKey))
      const shown = own ? own.export({ type: 'spki', format: 'pem' }).toString() : null
      await db.insertInto('signingKey').values({ apiKey, hash, sealed, publicKey: shown }).execute()
      const signer = own ? ed25519Signer(hash, own) : hmacSigner(hash, secret ?? '')
      put(apiKey, signer)
      return { apiKey, algorithm: signer.algorithm, secret }
    },
    async drop(hash) {
      const view = views.get(hash)
      views.delete(hash)
      if (view) signers.delete(view.apiKey)
      await db.deleteFrom('signingKey').where('hash', '=', hash).execute()
    },
  }
}

function placeOf(apiKey: string): string {
  return `signingKey/${apiKey}`
}

function hmacSigner(hash: string, secret: string): Signer {
  const key = createSecretKey(secret, 'utf8')
  return {
    hash,
    algorithm: 'hmac',
    verifies(payload, signature) {
      if (!/^[0-9a-fA-F]{64}$/.test(signature)) return false
      return timingSafeEqual(createHmac('sha256', key).update(payload).digest(), Buffer.from(signature, 'hex'))
    },
  }
}

function ed25519Signer(hash: string, key: KeyObject): Signer {
  return {
    hash,
    algorithm: 'ed25519',
    verifies(payload, signature) {
      if (!/^[0-9A-Za-z+/]{86}(?:==)?$/.test(signature)) return false
      return verify(null, payload, key, Buffer.from(signature, 'base64'))
    },
  }
}

export function isPublicKey(pem: string): boolean {
  return readPublicKey(pem) !== undefined
}

/** Only what says it is public: a private key would be read as well, and must never come to lie here. */
function readPublicKey(pem: string): KeyObject | undefined {
  if (!/^\s*-----BEGIN PUBLIC KEY-----/.test(pem)) return undefined
  try {
    const key = createPublicKey(pem)
    return key.asymmetricKeyType === 'ed25519' ? key : undefined
  } catch {
    return undefined
  }
}

/** 64 letters and digits; bytes that would favour some digits are drawn again. */
function randomText(): string {
  let text = ''
  while (text.length < LENGTH) {
    for (const byte of randomBytes(LENGTH)) if (byte < 248 && text.length < LENGTH) text += DIGITS[byte % 62]
  }
  return text
}
