/** Claims about credentials that sign requests, on a real database. */
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { openLocal } from '../../sql/open.ts'
import { type IdentityTables, migrateIdentity } from '../schema.ts'
import { openSigningKeys, type SecretBox } from './signing.ts'

/** Not encryption: enough to see that what is kept is not the secret. */
const box: SecretBox = {
  seal: (text, place) => Buffer.from(`${place}|${text}`).toString('base64'),
  open(sealed, place) {
    const text = Buffer.from(sealed, 'base64').toString()
    if (!text.startsWith(`${place}|`)) throw new Error('kept elsewhere')
    return text.slice(place.length + 1)
  },
}
const hash = 'a'.repeat(64)
const payload = Buffer.from('symbol=LCOCREDIT&timestamp=1')

let db: ReturnType<typeof openLocal<IdentityTables>>
const start = () => openSigningKeys({ db, box })

beforeEach(async () => {
  db = openLocal<IdentityTables>({ file: ':memory:' })
  await migrateIdentity(db)
  const profile = { hash, keyId: 1, account: 1, name: 'Bot', hint: '', scopes: '["trade"]', limits: '{}' }
  const rest = { allowedModels: null, allowedIps: null, fitToBalance: 0, createdAt: 1, lastUsedAt: null }
  await db
    .insertInto('keyProfile')
    .values({ ...profile, ...rest, revokedAt: null, runBudget: null, lastRecord: null })
    .execute()
})

describe('credentials with a secret', () => {
  it('verify what the secret signed and nothing else, after a restart too', async () => {
    const made = await (await start()).add(hash, { algorithm: 'hmac', publicKey: null })
    const secret = made?.secret ?? ''
    expect(secret).toMatch(/^[0-9A-Za-z]{64}$/)
    const signature = createHmac('sha256', secret).update(payload).digest('hex')
    const signer = (await start()).find(made?.apiKey ?? '')
    expect(signer?.hash).toBe(hash)
    expect(signer?.verifies(payload, signature)).toBe(true)
    expect(signer?.verifies(payload, signature.toUpperCase())).toBe(true)
    expect(signer?.verifies(Buffer.from(`${payload}0`), signature)).toBe(false)
    for (const other of ['', 'zz', signature.slice(2), `${signature}00`, '0'.repeat(64)])
      expect(signer?.verifies(payload, other), other).toBe(false)
  })

  it('are kept sealed', async () => {
    const made = await (await start()).add(hash, { algorithm: 'hmac', publicKey: null })
    const rows = JSON.stringify(await db.selectFrom('signingKey').selectAll().execute())
    expect(rows).not.toContain(made?.secret ?? 'none')
  })

  it('end with their key', async () => {
    const keys = await start()
    const made = await keys.add(hash, { algorithm: 'hmac', publicKey: null })
    await keys.drop(hash)
    expect(keys.find(made?.apiKey ?? '')).toBeUndefined()
    expect(keys.of(hash)).toBeUndefined()
    expect((await start()).find(made?.apiKey ?? '')).toBeUndefined()
  })
})

describe('credentials with a public key', () => {
  it('verify what its private key signed', async () => {
    const pair = generateKeyPairSync('ed25519')
    const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const made = await (await start()).add(hash, { algorithm: 'ed25519', publicKey })
    expect(made?.secret).toBeNull()
    const signer = (await start()).find(made?.apiKey ?? '')
    const signature = sign(null, payload, pair.privateKey).toString('base64')
    expect(signer?.verifies(payload, signature)).toBe(true)
    expect(signer?.verifies(Buffer.from('other'), signature)).toBe(false)
  })

  it('take no private key and no key of another kind', async () => {
    const keys = await start()
    const own = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
    const other = curve.export({ type: 'spki', format: 'pem' }).toString()
    for (const publicKey of [own, other, 'nonsense', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'])
      expect(await keys.add(hash, { algorithm: 'ed25519', publicKey })).toBeUndefined()
    expect(await db.selectFrom('signingKey').selectAll().execute()).toEqual([])
  })
})
