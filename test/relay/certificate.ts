/** A certificate for localhost that signed itself, made anew for each test: enough of DER for that, and no more. */
import { createSign, generateKeyPairSync } from 'node:crypto'

const der = (tag: number, ...parts: readonly (Buffer | string)[]): Buffer => {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
  const { length } = content
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from(head), content])
}

const SEQUENCE = 0x30
const SET = 0x31
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const bits = (bytes: Buffer): Buffer => der(0x03, Buffer.concat([Buffer.of(0), bytes]))
const extension = (hex: string, critical: boolean, value: Buffer): Buffer =>
  der(SEQUENCE, oid(hex), ...(critical ? [der(0x01, Buffer.of(0xff))] : []), der(0x04, value))

/** PEM. */
export function selfSigned(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const ecdsaWithSha256 = der(SEQUENCE, oid('2a8648ce3d040302'))
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, oid('550403'), der(0x0c, 'localhost'))))
  const extensions = der(
    SEQUENCE,
    extension('551d13', true, der(SEQUENCE, der(0x01, Buffer.of(0xff)))),
    extension('551d11', false, der(SEQUENCE, der(0x82, 'localhost'))),
  )
  const body = der(
    SEQUENCE,
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1)),
    ecdsaWithSha256,
    name,
    der(SEQUENCE, der(0x17, '200101000000Z'), der(0x17, '491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  )
  const signed = der(SEQUENCE, body, ecdsaWithSha256, bits(createSign('sha256').update(body).sign(privateKey)))
  const lines = signed.toString('base64').replace(/.{64}/g, '$&\n')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}
