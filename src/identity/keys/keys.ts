/** Making, changing and revoking virtual keys: the profile here, hash and budget in the engine. Finding a key by its secret is in directory.ts. */
import { createHmac, randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Credits, Millis } from '../../base/money.ts'
import type { Idempotency, InputOf, KeyBudget, KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Outcome } from '../../engine/outcome.ts'
import type { RejectionCode, RejectionDetail } from '../../engine/rejections.ts'
import type { KeyView } from '../../engine/views.ts'
import type { Log } from '../../telemetry/log.ts'
import type { IdentityTables, KeyProfileRow } from '../schema.ts'
import { type DirectoryOptions, KeyDirectory } from './directory.ts'
import { alter, writeEnd, writeEnded } from './ended.ts'
import { changedRecord, encodeRecord, lastRecord, readRevoked } from './last-record.ts'
import { columnsOf, type KeyLimits, type KeyProfile, type KeySettings, profileOf } from './profile.ts'
import { hashSecret, hintOf, newSecret, secretOf } from './secret.ts'
import { openSigningKeys, type SecretBox, type SigningKeys } from './signing.ts'

type KeyCommand = 'key.create' | 'key.update' | 'key.revoke' | 'run.open'

/** The part of the core that keys need. */
export interface KeyCore extends DirectoryOptions {
  submit<T extends KeyCommand>(type: T, input: InputOf<T>, idem?: Idempotency): Promise<Outcome<T>>
}

/** `forbidden`: the scope admin needs an operator and a list of addresses. */
export type KeyFailure = {
  readonly ok: false
  readonly code: RejectionCode | 'forbidden'
  readonly detail: RejectionDetail | undefined
}
export type KeyResult<T> = { readonly ok: true; readonly value: T } | KeyFailure

/** A key as its owner sees it: the profile, and the engine's record of money and expiry. */
export interface OwnKey {
  readonly profile: KeyProfile
  readonly record: KeyView
}

export interface KeyTerms {
  readonly expiresAt: Millis | null
  readonly budget: KeyBudget
}

type Parts<T> = { readonly [K in keyof T]?: T[K] | undefined }
/** A change: what is undefined stays, null takes a limit away. */
export type KeyChange = Parts<Omit<KeySettings, 'limits'>> & {
  readonly limits?: Parts<KeyLimits> | undefined
  readonly expiresAt?: Millis | null | undefined
  readonly budget?: Parts<KeyBudget> | undefined
}

/** The owner, and whether they are an operator now. */
export interface KeyOwner {
  readonly account: AccountId
  readonly operator: boolean
}

export interface KeyList {
  /** Key id to start below. */
  readonly before?: number | undefined
  readonly limit: number
  /** With the revoked ones. */
  readonly revoked: boolean
  /** Keys of runs, instead of all others. */
  readonly runs?: boolean
}

/** A spend envelope with a key of its own. */
export interface NewRun {
  readonly settings: KeySettings
  readonly budget: Credits
  readonly expiresAt: Millis
  /** The key that opens it; null: a session. */
  readonly parent: KeyId | null
  /** Of a request that may come again: the same key and hash give the same run with the same secret. */
  readonly retry: { readonly key: string; readonly hash: string } | undefined
}

export interface Keys {
  readonly directory: Pick<KeyDirectory, 'find' | 'byHash' | 'byId' | 'size'>
  /** Credentials that sign for a key; they end with it. */
  readonly signing: SigningKeys
  /** The secret is in this result and nowhere else, ever. */
  create(
    owner: KeyOwner,
    settings: KeySettings,
    terms: KeyTerms,
  ): Promise<KeyResult<OwnKey & { readonly secret: string }>>
  /** A key of another gateway, with the secret that its users have already. Undefined when the secret is a key here. */
  adopt(
    owner: KeyOwner,
    key: { readonly secret: string; readonly settings: KeySettings; readonly terms: KeyTerms },
  ): Promise<KeyResult<OwnKey> | undefined>
  /** The secret is in this result, and in that of a repeat. A run closes like a key is revoked. */
  openRun(owner: KeyOwner, run: NewRun): Promise<KeyResult<OwnKey & { readonly secret: string }>>
  update(owner: KeyOwner, keyId: number, change: KeyChange): Promise<KeyResult<OwnKey>>
  /** At once and for ever; repeating it is harmless. What it spent stays readable, also once the engine has forgotten it. */
  revoke(account: AccountId, keyId: number): Promise<KeyResult<OwnKey>>
  /** Newest first. */
  list(account: AccountId, query: KeyList): Promise<readonly OwnKey[]>
  find(account: AccountId, keyId: number): Promise<OwnKey | undefined>
  /** Names of an account's keys, those of runs too. */
  names(account: AccountId, keyIds: readonly number[]): Promise<ReadonlyMap<number, string>>
  /** Writes down when keys were last used, and which the engine has ended; runs every 30 s by itself. */
  flush(): Promise<void>
  /** Stops that and does it a last time. */
  close(): Promise<void>
}

interface NewKey {
  readonly secret: string
  readonly hash: string
  readonly settings: KeySettings
  readonly runBudget?: number | null
  /** Tells the engine. */
  readonly book: () => Promise<Outcome<'key.create'> | Outcome<'run.open'>>
}

interface KeyOptions {
  readonly db: Kysely<IdentityTables>
  readonly core: KeyCore
  readonly log: Log
  /** Makes the secrets of runs whose opening may be repeated; without it a repeat over a restart opens another run. */
  readonly runKey?: Uint8Array
  /** Seals the secrets that signatures are checked with. Without it none can be made. */
  readonly box?: SecretBox
}

const FLUSH_MS = 30_000

/** Reads all usable keys into memory and settles what a crash left half made. */
export async function createKeys(options: KeyOptions): Promise<Keys> {
  const { db, core, log, box = noBox } = options
  const directory = new KeyDirectory(core)
  for (const row of await db.selectFrom('keyProfile').selectAll().where('revokedAt', 'is', null).execute()) {
    await settle(options, directory, row)
  }

  const signing = await openSigningKeys({ db, box })

  async function flush(): Promise<void> {
    for (const [hash, lastUsedAt] of directory.takeUses()) {
      await alter(db, hash, { lastUsedAt })
    }
    await writeEnded({ db, core, directory })
  }

  const late = (error: unknown) => log.warn('the last use and the end of keys were not written', { error })
  const timer = setInterval(() => void flush().catch(late), FLUSH_MS)
  timer.unref()

  const read = reads(options, directory)
  return {
    directory,
    signing,
    find: read.find,
    list: read.list,
    names: read.names,
    ...creation(options, directory, read),
    ...changes(options, { directory, signing }, read),
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}

const noBox: SecretBox = {
  seal: () => {
    throw new Error('no secret can be kept without a vault')
  },
  open: () => {
    throw new Error('a secret was kept that no vault is there to open')
  },
}

/** A profile without a key id was written just before a crash: the engine knows whether its key exists. */
async function settle({ db, core }: KeyOptions, directory: KeyDirectory, row: KeyProfileRow): Promise<void> {
  const record = core.view(row.hash)
  const mine = db.updateTable('keyProfile').where('hash', '=', row.hash)
  if (!record) await db.deleteFrom('keyProfile').where('hash', '=', row.hash).execute()
  else if (record.revoked) {
    const end = { revokedAt: core.now(), lastRecord: encodeRecord(record) }
    await mine.set({ keyId: record.keyId, ...end }).execute()
  } else {
    if (row.keyId === null) await mine.set({ keyId: record.keyId }).execute()
    directory.put(profileOf(row, record.keyId))
  }
}

function reads({ db, core }: KeyOptions, directory: KeyDirectory) {
  const own = (row: KeyProfileRow): OwnKey | undefined => {
    const record = core.view(row.hash) ?? lastRecord(row)
    if (!record || row.keyId === null) return undefined
    const lastUsedAt = directory.lastUse(row.hash) ?? row.lastUsedAt
    return { profile: profileOf({ ...row, lastUsedAt }, record.keyId), record }
  }
  async function find(account: AccountId, keyId: number): Promise<OwnKey | undefined> {
    const row = await db
      .selectFrom('keyProfile')
      .selectAll()
      .where('keyId', '=', keyId)
      .where('account', '=', account)
      .executeTakeFirst()
    return row && own(row)
  }
  return {
    find,
    async names(account: AccountId, keyIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
      if (keyIds.length === 0) return new Map()
      const own = db.selectFrom('keyProfile').select(['keyId', 'name']).where('account', '=', account)
      const rows = await own.where('keyId', 'in', keyIds).execute()
      return new Map(rows.flatMap(({ keyId, name }) => (keyId === null ? [] : [[keyId, name] as const])))
    },
    async known(account: AccountId, keyId: number): Promise<OwnKey> {
      const key = await find(account, keyId)
      if (!key) throw new Error(`key ${keyId} is gone in the middle of its change`)
      return key
    },
    async list(account: AccountId, query: KeyList): Promise<readonly OwnKey[]> {
      const found: OwnKey[] = []
      let below = query.before
      for (;;) {
        const rows = await rowsOf(db, account, { ...query, before: below })
        found.push(...rows.flatMap((row) => own(row) ?? []).filter(({ record }) => query.revoked || !record.revoked))
        below = rows.at(-1)?.keyId ?? undefined
        if (found.length >= query.limit) return found.slice(0, query.limit)
        if (rows.length < query.limit || below === undefined) return found
      }
    },
  }
}

/** Newest first. Whether one is revoked is known here only once it was written down. */
function rowsOf(
  db: Kysely<IdentityTables>,
  account: AccountId,
  { before, limit, revoked, runs = false }: KeyList,
): Promise<KeyProfileRow[]> {
  let query = db.selectFrom('keyProfile').selectAll().where('account', '=', account).where('keyId', 'is not', null)
  if (before !== undefined) query = query.where('keyId', '<', before)
  if (!revoked) query = query.where('revokedAt', 'is', null)
  query = query.where('runBudget', runs ? 'is not' : 'is', null)
  return query.orderBy('keyId', 'desc').limit(limit).execute()
}

function creation(
  { db, core, runKey = randomBytes(32) }: KeyOptions,
  directory: KeyDirectory,
  read: ReturnType<typeof reads>,
): Pick<Keys, 'create' | 'adopt' | 'openRun'> {
  const drop = (hash: string) => db.deleteFrom('keyProfile').where('hash', '=', hash).execute()

  async function make(
    { account, operator }: KeyOwner,
    { secret, hash, settings, runBudget = null, book }: NewKey,
  ): Promise<KeyResult<OwnKey>> {
    if (!mayHave(settings, operator)) return forbidden
    const row: KeyProfileRow = {
      ...columnsOf(settings),
      hash,
      keyId: null,
      account,
      hint: hintOf(secret),
      createdAt: core.now(),
      lastUsedAt: null,
      revokedAt: null,
      runBudget,
      lastRecord: null,
    }
    // Profile first: a key that the engine knows without a profile is usable by nobody, and neither is the reverse.
    const insert = db.insertInto('keyProfile').values(row)
    const written = await insert.onConflict((conflict) => conflict.column('hash').doNothing()).executeTakeFirst()
    const undo = () => (written.numInsertedOrUpdatedRows === 1n ? drop(hash) : Promise.resolve([]))
    const outcome = await book().catch(async (error: unknown) => {
      await undo()
      throw error
    })
    if (!outcome.ok) {
      await undo()
      return refused(outcome)
    }
    const { keyId } = outcome.result
    await alter(db, hash, { keyId })
    directory.put(profileOf(row, keyId))
    return { ok: true, value: await read.known(account, keyId) }
  }

  return {
    async create(owner, settings, terms) {
      const { secret, hash } = newSecret()
      const book = () => core.submit('key.create', { account: owner.account, hash, ...terms })
      const made = await make(owner, { secret, hash, settings, book })
      return made.ok ? { ok: true, value: { ...made.value, secret } } : made
    },
    async adopt(owner, { secret, settings, terms }) {
      const hash = hashSecret(secret)
      if (hash === undefined) throw new Error('the secret has the form of no key')
      const known = await db.selectFrom('keyProfile').select('hash').where('hash', '=', hash).executeTakeFirst()
      const book = () => core.submit('key.create', { account: owner.account, hash, ...terms })
      return known || core.view(hash) ? undefined : make(owner, { secret, hash, settings, book })
    },
    async openRun(owner, { settings, retry, ...terms }) {
      const { account } = owner
      const said = retry && createHmac('sha256', runKey).update(`${account} ${retry.key}`).digest()
      const { secret, hash } = said ? secretOf(said) : newSecret()
      const idem = retry && said && { account, key: `run:${hash}`, hash: retry.hash }
      const book = () => core.submit('run.open', { account, hash, ...terms }, idem)
      const made = await make(owner, { secret, hash, settings, runBudget: terms.budget, book })
      return made.ok ? { ok: true, value: { ...made.value, secret } } : made
    },
  }
}

function changes(
  { db, core }: KeyOptions,
  { directory, signing }: { readonly directory: KeyDirectory; readonly signing: SigningKeys },
  read: ReturnType<typeof reads>,
): Pick<Keys, 'update' | 'revoke'> {
  return {
    async update({ account, operator }, keyId, change) {
      const before = await read.find(account, keyId)
      if (!before) return missing
      const { profile, record } = before
      if (record.revoked) return revokedAlready
      const settings = { ...merged(profile, change), limits: merged(profile.limits, change.limits) }
      if (!mayHave(settings, operator)) return forbidden
      const terms = { expiresAt: merged(record, change).expiresAt, budget: merged(record.budget, change.budget) }
      const outcome = await core.submit('key.update', { account, keyId: profile.keyId, ...terms })
      if (!outcome.ok) return refused(outcome)
      await alter(db, profile.hash, columnsOf(settings))
      const after = await read.known(account, keyId)
      directory.put(after.profile)
      return { ok: true, value: after }
    },
    async revoke(account, keyId) {
      const before = await read.find(account, keyId)
      if (!before) return missing
      const { keyId: known, hash, revokedAt } = before.profile
      if (revokedAt !== null) return { ok: true, value: before }
      const remembered = await readRevoked(db, account)
      const seen = remembered.flatMap((row) => changedRecord(row, core.view(row.hash)))
      // Nothing waits between seeing the records and the command that may make the engine forget one.
      const outcome = await core.submit('key.revoke', { account, keyId: known })
      if (!outcome.ok) return refused(outcome)
      for (const { hash: other, record } of seen) await alter(db, other, { lastRecord: encodeRecord(record) })
      await writeEnd({ db, core, directory }, hash, core.view(hash) ?? before.record)
      await signing.drop(hash)
      return { ok: true, value: await read.known(account, keyId) }
    },
  }
}

function mayHave({ scopes, allowedIps }: KeySettings, operator: boolean): boolean {
  return !scopes.includes('admin') || (operator && allowedIps !== null && allowedIps.length > 0)
}

/** The members of `before`, each replaced by that of `change` when it says something. */
function merged<T extends object>(before: T, change: { readonly [K in keyof T]?: unknown } | undefined): T {
  const said = Object.entries(change ?? {}).filter(
    ([name, value]) => value !== undefined && Object.hasOwn(before, name),
  )
  return { ...before, ...Object.fromEntries(said) }
}

const revokedAlready: KeyFailure = { ok: false, code: 'key_revoked', detail: undefined }
const missing: KeyFailure = { ok: false, code: 'key_not_found', detail: undefined }
const forbidden: KeyFailure = { ok: false, code: 'forbidden', detail: undefined }

function refused({ code, detail }: Omit<KeyFailure, 'code'> & { readonly code: RejectionCode }): KeyFailure {
  return { ok: false, code, detail }
}
