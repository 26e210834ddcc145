/** Where the database servers of this machine are, for tests that need real ones. Starts none. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export interface DatabaseServers {
  /** Folder of initdb and postgres. */
  readonly postgres: string | undefined
  /** Folder of mariadbd and mariadb-install-db. */
  readonly mariadb: string | undefined
}

const postgresHome = '/usr/lib/postgresql'

export function findDatabaseServers(): DatabaseServers {
  const versions = existsSync(postgresHome) ? readdirSync(postgresHome).sort((a, b) => Number(b) - Number(a)) : []
  const onPath = (process.env.PATH ?? '').split(':')
  const postgres = [...versions.map((version) => join(postgresHome, version, 'bin')), ...onPath]
  const mariadb = [...onPath, '/usr/sbin', '/usr/bin']
  return {
    postgres: postgres.find((folder) => existsSync(join(folder, 'initdb'))),
    mariadb: mariadb.find((folder) => existsSync(join(folder, 'mariadbd'))),
  }
}
