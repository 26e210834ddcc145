/** The identity database: people, credentials, sessions, one-time tokens, lock-outs, key profiles, groups of accounts, public names, the record of operators' acts, free texts, marks of notifications. Migrations and row types; no queries. */
import { type Generated, type Kysely, sql } from 'kysely'
import { type Migration, migrate } from '../sql/migrate.ts'

/** The columns of user, session, account and verification are better-auth's; a test holds them against its own schema. */
interface UserRow {
  id: string
  name: string
  email: string
  emailVerified: number
  image: string | null
  /** ISO 8601, as better-auth writes it. */
  createdAt: string
  updatedAt: string
  /** Roles beyond `user`, separated by spaces. */
  roles: string
  disabled: number
}

interface SessionRow {
  id: string
  expiresAt: string
  token: string
  createdAt: string
  updatedAt: string
  ipAddress: string | null
  userAgent: string | null
  userId: string
}

/** A way to sign in; `password` is a salted scrypt hash. */
interface CredentialRow {
  id: string
  accountId: string
  providerId: string
  userId: string
  password: string | null
  createdAt: string
  updatedAt: string
}

interface SetupTokenRow {
  /** SHA-256 of the token, hex. */
  hash: string
  createdAt: number
  usedAt: number | null
}

/** What a virtual key is besides money: the engine knows hash, expiry and budget. */
export interface KeyProfileRow {
  /** SHA-256 of the secret, hex. */
  hash: string
  /** null between the two steps of creation. */
  keyId: number | null
  account: number
  name: string
  hint: string
  /** JSON: Scope[] */
  scopes: string
  /** JSON: string[] or null */
  allowedModels: string | null
  allowedIps: string | null
  /** JSON: KeyLimits */
  limits: string
  /** 0 or 1 */
  fitToBalance: number
  createdAt: number
  lastUsedAt: number | null
  revokedAt: number | null
  /** µCR of the envelope, for the key of a run; null for any other key. */
  runBudget: number | null
  /** JSON: the engine's record of a revoked key, as it was last seen; null while it may be used */
  lastRecord: string | null
}

/** Credentials to sign requests with, for one key: either the secret, sealed, or a public key in PEM. */
interface SigningKeyRow {
  apiKey: string
  /** The key's, hex. */
  hash: string
  sealed: string | null
  publicKey: string | null
}

/** An operator's act, written before it and completed after it. */
interface ActRow {
  id: Generated<number>
  /** The sequencer's clock, ms. */
  at: number
  /** null: the setup of the first operator, before there was one. */
  account: number | null
  identity: string | null
  /** null: by session. */
  keyId: number | null
  address: string
  action: string
  target: string
  summary: string
  reason: string | null
  before: string | null
  after: string | null
  /** `open` while it is under way; stays so when the process ends in the middle. */
  outcome: 'open' | 'done' | 'repeated' | 'refused' | 'unknown'
  code: string | null
}

/** Commands that an act booked. */
interface ActCommandRow {
  sequence: number
  act: number
}

/** A count of the lock-outs, kept over restarts; `until` by the machine's clock, ms. */
interface AttemptRow {
  key: string
  used: number
  until: number
}

/** A one-time link with which a person sets a new password; times by the machine's clock, ms. */
interface PasswordResetRow {
  /** SHA-256 of the token, hex. */
  hash: string
  userId: string
  createdAt: number
  expiresAt: number
  usedAt: number | null
}

interface AccountGroupsRow {
  account: number
  /** JSON: string[], never empty */
  groups: string
}

/** Who came over from another gateway, and who they are here. */
interface ImportedPersonRow {
  origin: string
  reference: string
  userId: string
  /** 1: everything about them has come over. */
  finished: number
}

/** What commands name by hash; `used` once a command is known to. */
interface TextRow {
  hash: string
  kind: string
  author: number
  /** Hex; null once hidden. */
  salt: string | null
  title: string
  body: string
  /** By the machine's clock, ms. */
  createdAt: number
  used: number
  /** The sequencer's clock, ms; null while it is shown. */
  hiddenAt: number | null
  hiddenBy: number | null
  hiddenReason: string | null
}

/** A public name. One that was given up stays its owner's for a while; times by the machine's clock, ms. */
interface HandleRow {
  handle: string
  account: number
  setAt: number
  givenUpAt: number | null
}

/** Somebody has asked operators to look at a text. */
interface TextReportRow {
  hash: string
  account: number
  reason: string
  /** The sequencer's clock, ms. */
  at: number
}

interface NoticeMarksRow {
  account: number
  /** Number of the command up to which notifications are seen. */
  seenUpTo: number
  /** JSON: NoticeKind[] */
  muted: string
}

export interface IdentityTables {
  user: UserRow
  session: SessionRow
  account: CredentialRow
  setupToken: SetupTokenRow
  keyProfile: KeyProfileRow
  signingKey: SigningKeyRow
  act: ActRow
  actCommand: ActCommandRow
  attempt: AttemptRow
  passwordReset: PasswordResetRow
  accountGroups: AccountGroupsRow
  importedPerson: ImportedPersonRow
  text: TextRow
  handle: HandleRow
  noticeMarks: NoticeMarksRow
  textReport: TextReportRow
}

const people: Migration = {
  name: '001-people',
  async up(db) {
    for (const statement of [
      sql`create table "user" ("id" text not null primary key, "name" text not null, "email" text not null unique, "emailVerified" integer not null, "image" text, "createdAt" date not null, "updatedAt" date not null, "roles" text not null, "disabled" integer not null)`,
      sql`create table "session" ("id" text not null primary key, "expiresAt" date not null, "token" text not null unique, "createdAt" date not null, "updatedAt" date not null, "ipAddress" text, "userAgent" text, "userId" text not null references "user" ("id") on delete cascade)`,
      sql`create table "account" ("id" text not null primary key, "accountId" text not null, "providerId" text not null, "userId" text not null references "user" ("id") on delete cascade, "accessToken" text, "refreshToken" text, "idToken" text, "accessTokenExpiresAt" date, "refreshTokenExpiresAt" date, "scope" text, "password" text, "createdAt" date not null, "updatedAt" date not null)`,
      sql`create table "verification" ("id" text not null primary key, "identifier" text not null, "value" text not null, "expiresAt" date not null, "createdAt" date not null, "updatedAt" date not null)`,
      sql`create index "session_userId_idx" on "session" ("userId")`,
      sql`create index "account_userId_idx" on "account" ("userId")`,
      sql`create index "verification_identifier_idx" on "verification" ("identifier")`,
      sql`create table "setupToken" ("hash" text not null primary key, "createdAt" integer not null, "usedAt" integer)`,
    ]) {
      await statement.execute(db)
    }
  },
}

const keys: Migration = {
  name: '002-key-profiles',
  async up(db) {
    for (const statement of [
      sql`create table "keyProfile" ("hash" text not null primary key, "keyId" integer unique, "account" integer not null, "name" text not null, "hint" text not null, "scopes" text not null, "allowedModels" text, "allowedIps" text, "limits" text not null, "createdAt" integer not null, "lastUsedAt" integer, "revokedAt" integer)`,
      sql`create index "keyProfile_account_idx" on "keyProfile" ("account")`,
    ]) {
      await statement.execute(db)
    }
  },
}

const acts: Migration = {
  name: '003-acts',
  async up(db) {
    for (const statement of [
      sql`create table "act" ("id" integer not null primary key, "at" integer not null, "account" integer, "identity" text, "keyId" integer, "address" text not null, "action" text not null, "target" text not null, "summary" text not null, "reason" text, "before" text, "after" text, "outcome" text not null, "code" text)`,
      sql`create index "act_target_idx" on "act" ("target")`,
      sql`create table "actCommand" ("sequence" integer not null primary key, "act" integer not null references "act" ("id"))`,
      sql`create index "actCommand_act_idx" on "actCommand" ("act")`,
    ]) {
      await statement.execute(db)
    }
  },
}

const recovery: Migration = {
  name: '004-recovery',
  async up(db) {
    for (const statement of [
      sql`create table "attempt" ("key" text not null primary key, "used" integer not null, "until" integer not null)`,
      sql`create table "passwordReset" ("hash" text not null primary key, "userId" text not null references "user" ("id") on delete cascade, "createdAt" integer not null, "expiresAt" integer not null, "usedAt" integer)`,
      sql`create index "passwordReset_userId_idx" on "passwordReset" ("userId")`,
    ]) {
      await statement.execute(db)
    }
  },
}

const callTerms: Migration = {
  name: '005-call-terms',
  async up(db) {
    for (const statement of [
      sql`alter table "keyProfile" add column "fitToBalance" integer not null default 0`,
      sql`create table "accountGroups" ("account" integer not null primary key, "groups" text not null)`,
    ]) {
      await statement.execute(db)
    }
  },
}

const imports: Migration = {
  name: '006-imports',
  async up(db) {
    const statement = sql`create table "importedPerson" ("origin" text not null, "reference" text not null, "userId" text not null unique, "finished" integer not null, primary key ("origin", "reference"))`
    await statement.execute(db)
  },
}

const revokedKeys: Migration = {
  name: '007-revoked-keys',
  async up(db) {
    await sql`alter table "keyProfile" add column "lastRecord" text`.execute(db)
    await sql`create index "keyProfile_revokedAt_idx" on "keyProfile" ("account", "revokedAt")`.execute(db)
  },
}

const runs: Migration = {
  name: '008-runs',
  async up(db) {
    await sql`alter table "keyProfile" add column "runBudget" integer`.execute(db)
  },
}

const signing: Migration = {
  name: '009-signing-keys',
  async up(db) {
    const statement = sql`create table "signingKey" ("apiKey" text not null primary key, "hash" text not null unique, "sealed" text, "publicKey" text)`
    await statement.execute(db)
  },
}

const texts: Migration = {
  name: '010-texts',
  async up(db) {
    for (const statement of [
      sql`create table "text" ("hash" text not null primary key, "kind" text not null, "author" integer not null, "salt" text, "title" text not null, "body" text not null, "createdAt" integer not null, "used" integer not null, "hiddenAt" integer, "hiddenBy" integer, "hiddenReason" text)`,
      sql`create index "text_createdAt_idx" on "text" ("createdAt") where "used" = 0`,
    ]) {
      await statement.execute(db)
    }
  },
}

const handles: Migration = {
  name: '011-handles',
  async up(db) {
    await sql`create table "handle" ("handle" text not null primary key, "account" integer not null, "setAt" integer not null, "givenUpAt" integer)`.execute(
      db,
    )
    await sql`create index "handle_account_idx" on "handle" ("account")`.execute(db)
  },
}

const noticeMarks: Migration = {
  name: '012-notice-marks',
  async up(db) {
    const statement = sql`create table "noticeMarks" ("account" integer not null primary key, "seenUpTo" integer not null, "muted" text not null)`
    await statement.execute(db)
  },
}

const textReports: Migration = {
  name: '013-text-reports',
  async up(db) {
    const statement = sql`create table "textReport" ("hash" text not null, "account" integer not null, "reason" text not null, "at" integer not null, primary key ("hash", "account"))`
    await statement.execute(db)
    await sql`create index "textReport_account_idx" on "textReport" ("account", "at")`.execute(db)
  },
}

/** Never reordered or renamed. */
const migrations = [
  people,
  keys,
  acts,
  recovery,
  callTerms,
  imports,
  revokedKeys,
  runs,
  signing,
  texts,
  handles,
  noticeMarks,
  textReports,
]

/** Brings the identity database forward. Rejects with NewerDatabaseError when it is ahead of this program. */
export function migrateIdentity(db: Kysely<IdentityTables>): Promise<string[]> {
  return migrate(db, migrations)
}
