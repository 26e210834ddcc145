/** The identity database: people, credentials, sessions, the setup token and key profiles. Migrations and row types; no queries. */
import { type Kysely, sql } from 'kysely'
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
  createdAt: number
  lastUsedAt: number | null
  revokedAt: number | null
}

export interface IdentityTables {
  user: UserRow
  session: SessionRow
  account: CredentialRow
  setupToken: SetupTokenRow
  keyProfile: KeyProfileRow
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

/** Never reordered or renamed. */
const migrations = [people, keys]

/** Brings the identity database forward. Rejects with NewerDatabaseError when it is ahead of this program. */
export function migrateIdentity(db: Kysely<IdentityTables>): Promise<string[]> {
  return migrate(db, migrations)
}
