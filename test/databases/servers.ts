/** Real PostgreSQL and MariaDB servers for one test file: own folder, own port, gone afterwards. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findDatabaseServers } from '../../scripts/databases.ts'

export interface DatabaseServer {
  /** With user and database. */
  readonly url: string
  stop(): Promise<void>
}

/** PostgreSQL refuses to run as root and gets its own user then. */
export async function startPostgres(): Promise<DatabaseServer> {
  const bin = findDatabaseServers().postgres
  if (bin === undefined) throw new Error('PostgreSQL is not installed')
  const dir = mkdtempSync(join(tmpdir(), 'lx-postgres-'))
  const who = process.getuid?.() === 0 ? userOf('postgres') : {}
  if (who.uid !== undefined && who.gid !== undefined) chownSync(dir, who.uid, who.gid)
  const data = join(dir, 'data')
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'lx', '--auth=trust', '--no-sync', '-E', 'UTF8'], {
    ...who,
    cwd: dir,
    stdio: 'ignore',
  })
  const port = await freePort()
  const args = ['-D', data, '-p', String(port), '-k', dir, '-h', '127.0.0.1', '-c', 'fsync=off']
  const child = spawn(join(bin, 'postgres'), args, { ...who, cwd: dir, stdio: 'ignore' })
  return answering(child, { dir, url: `postgres://lx@127.0.0.1:${port}/postgres`, port, signal: 'SIGINT' })
}

export async function startMariadb(): Promise<DatabaseServer> {
  const bin = findDatabaseServers().mariadb
  if (bin === undefined) throw new Error('MariaDB is not installed')
  const dir = mkdtempSync(join(tmpdir(), 'lx-mariadb-'))
  const data = join(dir, 'data')
  const own = process.getuid?.() === 0 ? ['--user=root'] : []
  execFileSync(
    'mariadb-install-db',
    [...own, '--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    {
      stdio: 'ignore',
    },
  )
  const port = await freePort()
  const args = ['--no-defaults', ...own, `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1']
  const child = spawn(
    join(bin, 'mariadbd'),
    [...args, `--socket=${join(dir, 'socket')}`, `--pid-file=${join(dir, 'pid')}`],
    {
      stdio: 'ignore',
    },
  )
  return answering(child, { dir, url: `mysql://root@127.0.0.1:${port}/mysql`, port, signal: 'SIGTERM' })
}

function userOf(name: string): { readonly uid?: number; readonly gid?: number } {
  const id = (flag: string): number => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

interface Started {
  readonly dir: string
  readonly url: string
  readonly port: number
  readonly signal: NodeJS.Signals
}

async function answering(child: ChildProcess, { dir, url, port, signal }: Started): Promise<DatabaseServer> {
  const stop = async (): Promise<void> => {
    const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
    child.kill(signal)
    await gone
    rmSync(dir, { recursive: true, force: true })
  }
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`a database server ended with ${child.exitCode}`)
    if (await listens(port)) return { url, stop }
    await sleep(100)
  }
  await stop()
  throw new Error('a database server did not listen within a minute')
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
