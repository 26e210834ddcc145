/** Who sent a signed request: the key that is named, the signature over the raw bytes, the time it was made. Nothing of it is logged. */

import type { Keys } from '../../identity/keys/keys.ts'
import type { Signer } from '../../identity/keys/signing.ts'
import type { Params } from './params.ts'
import { refusals, refuse } from './refusal.ts'
import type { Signatory } from './signatory.ts'

type KeyRing = Pick<Keys, 'directory' | 'signing'>

export interface Presented {
  readonly apiKey: string | undefined
  readonly address: string
}

export interface Known {
  readonly signatory: Signatory
  readonly signer: Signer
}

/** The key that is named, when it may be used from here. An unknown one is refused, and forgotten with the request. */
export function named(keys: KeyRing, { apiKey, address }: Presented): Known {
  if (apiKey === undefined || apiKey === '') throw refusals.badKeyForm()
  const signer = keys.signing.find(apiKey)
  if (!signer) throw refusals.unknownKey()
  return { signatory: signatoryOf(keys, signer, { apiKey, address }), signer }
}

/** The same key again, while it may be used. */
export function renewed(keys: KeyRing, before: Signatory): Signatory {
  return named(keys, before).signatory
}

function signatoryOf(
  { directory }: KeyRing,
  { hash }: Signer,
  { apiKey, address }: { readonly apiKey: string; readonly address: string },
): Signatory {
  const found = directory.byHash(hash, address)
  if (!found.ok) throw refusals.unknownKey()
  const { account, keyId, scopes } = found.key
  const mayTrade = scopes.includes('trade')
  if (!mayTrade && !scopes.includes('read')) throw refusals.unknownKey()
  return { account, keyId, hash, apiKey, address, mayTrade }
}

/** Throws unless the parameters carry a signature of exactly this payload and were made within the window that ends now. */
export function checkSignature(
  { signer }: Known,
  params: Params,
  { payload, now }: { readonly payload: Buffer; readonly now: number },
): void {
  const signature = params.needed('signature')
  if (!signer.verifies(payload, signature)) throw refusals.badSignature()
  checkTime(params, now)
}

const STANDARD_WINDOW = 5000
const LONGEST_WINDOW = 60_000
/** How far ahead a client's clock may be. */
const AHEAD = 1000

/** `timestamp` in milliseconds, or microseconds when it has 16 digits. */
export function checkTime(params: Params, now: number): void {
  const text = params.needed('timestamp')
  if (!/^\d{10,16}$/.test(text)) throw refusals.illegal('timestamp')
  const timestamp = text.length === 16 ? Number(text) / 1000 : Number(text)
  const window = windowOf(params.text('recvWindow'))
  if (timestamp >= now + AHEAD) throw late(`Timestamp for this request was ${AHEAD}ms ahead of the server's time.`, now)
  if (now - timestamp > window) throw late('Timestamp for this request is outside of the recvWindow.', now)
}

function windowOf(text: string | undefined): number {
  if (text === undefined) return STANDARD_WINDOW
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(text)) throw refusals.illegal('recvWindow')
  const window = Number(text)
  if (window > LONGEST_WINDOW) throw refuse(-1131, 'recvWindow must be less than 60000.')
  return window
}

function late(msg: string, now: number): Error {
  return refuse(-1021, `${msg} Server time: ${now}.`)
}

/** What REST signs: the query string and the body as they were sent, one after the other, without the signature. */
export function restPayload(query: string, body: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(unsigned(query), 'latin1'),
    Buffer.from(unsigned(body.toString('latin1')), 'latin1'),
  ])
}

/** Cuts `signature=…` out wherever it stands. */
function unsigned(text: string): string {
  const start = text.startsWith('signature=') ? 0 : text.indexOf('&signature=')
  if (start < 0) return text
  const end = text.indexOf('&', start + 1)
  if (end < 0) return text.slice(0, start)
  return start === 0 ? text.slice(end + 1) : text.slice(0, start) + text.slice(end)
}

/** What requests over sockets sign: all parameters but the signature, by name. */
export function socketPayload(values: ReadonlyMap<string, string>): Buffer {
  const names = [...values.keys()].filter((name) => name !== 'signature').sort()
  return Buffer.from(names.map((name) => `${name}=${values.get(name)}`).join('&'))
}
