// What the embedded database keeps on disk: how the directory comes to be, whose it is, and what its faults mean.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { StartupError } from '../../errors.ts'
import { type Account, findBinaries, inherited, isRoot, newClusterAccount, serverProcess } from './binaries.ts'
import { writePassword } from './password.ts'

export interface Cluster {
  dataDir: string
  /** PostgreSQL's own directory. */
  data: string
  log: string
  /** Whoever owns `data` serves it. */
  account: Account
}

const roomOfStart = 16 * 1024 * 1024 // one segment of the write-ahead log
const fatal = /^.*?(FATAL|PANIC|error): +/
const initdbWithinMs = 120_000

/**
 * Promises a complete cluster beneath `dataDir`, made now if there is none: several starters at once, or one killed half
 * way, leave one whole cluster or none. Throws a StartupError, or the file system's own error (see `diskFault`).
 */
export async function openCluster(dataDir: string, sync: boolean, user?: string): Promise<Cluster> {
  const newAccount = newClusterAccount(user)
  const home = join(dataDir, 'postgres')
  makeDirectory(dataDir)
  removeLeftovers(dataDir)
  if (!isWhole(home)) await createCluster(dataDir, home, sync, newAccount)
  const data = join(home, 'data')
  fs.chmodSync(data, 0o700) // a restored copy may have lost the mode without which PostgreSQL refuses to start
  return {
    dataDir,
    data,
    log: join(home, 'server.log'),
    account: isRoot ? ownerOf(data, newAccount) : undefined,
  }
}

// Not mkdirSync's `recursive`: it never returns where an existing directory denies a new one with ENOENT, as /proc does.
function makeDirectory(path: string): void {
  if (fs.statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(path) !== path) makeDirectory(dirname(path))
  try {
    fs.mkdirSync(path)
  } catch (error) {
    if (!fs.statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error // otherwise another starter was first
  }
}

function isWhole(home: string): boolean {
  return fs.statSync(join(home, 'data', 'PG_VERSION'), { throwIfNoEntry: false }) !== undefined
}

async function createCluster(dataDir: string, home: string, sync: boolean, account: Account): Promise<void> {
  const draft = join(dataDir, `postgres.new-${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    fs.mkdirSync(draft)
    fs.chmodSync(draft, 0o711) // only `data` is the server's; where it must walk to it, it passes here
    await initialise(draft, sync, account)
    for (const directory of [draft, dataDir]) {
      if (directory === dataDir) fs.renameSync(draft, home)
      // Else a power cut could lose the name of a cluster that has already confirmed commits.
      const fd = fs.openSync(directory, 'r')
      fs.fsyncSync(fd)
      fs.closeSync(fd)
    }
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true })
    if (!isWhole(home)) throw error // otherwise another starter was first, and its cluster is as good
  }
}

async function initialise(draft: string, sync: boolean, account: Account): Promise<void> {
  const [dataPath, passwordPath] = [join(draft, 'data'), join(draft, 'password')]
  fs.mkdirSync(dataPath, { mode: 0o700 })
  writePassword(passwordPath)
  if (account) for (const path of [dataPath, passwordPath]) fs.chownSync(path, account.uid, account.gid)
  const { initdb } = await findBinaries(account)
  const [data, password] = [inherited(dataPath, 3), inherited(passwordPath, 4)]
  try {
    const args = [
      `--pgdata=${data.name}`,
      `--pwfile=${password.name}`,
      '--username=register',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The builtin provider sorts and folds alike on every machine, whatever its C library.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(sync ? [] : ['--no-sync']),
    ]
    const child = spawn(initdb, args, {
      ...serverProcess,
      ...account,
      timeout: initdbWithinMs,
      stdio: ['ignore', 'pipe', 'pipe', data.fd, password.fd],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)))
    const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
    if (code !== 0) throw serverFault(output, dirname(draft))
  } finally {
    fs.closeSync(data.fd)
    fs.closeSync(password.fd)
  }
  if (account) fs.chownSync(passwordPath, 0, 0)
}

function removeLeftovers(dataDir: string): void {
  for (const name of fs.readdirSync(dataDir).filter((entry) => entry.startsWith('postgres.new-'))) {
    const path = join(dataDir, name)
    try {
      const age = Date.now() - fs.statSync(path).mtimeMs
      // The process number may be another's by now, in a container nearly always; the time limit of initdb decides then.
      if (isAlive(Number(name.split('-')[1])) && age < 2 * initdbWithinMs) continue
      // Renamed first: if its maker lives after all (in another container), its own rename fails and nothing half
      // deleted becomes the cluster.
      fs.renameSync(path, `${path}.dead`)
      fs.rmSync(`${path}.dead`, { recursive: true, force: true })
    } catch {
      // Another starter is cleaning too, or its initdb still writes: the next start tries again.
    }
  }
}

/** Whether a process has this number, be it a zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

// A copy restored by root belongs to root, for whom PostgreSQL does not run.
function ownerOf(data: string, account: Account): Account {
  const { uid, gid } = fs.statSync(data)
  if (uid !== 0 || !account) return { uid, gid }
  const paths = fs.readdirSync(data, { recursive: true, encoding: 'utf8' }).map((name) => join(data, name))
  for (const path of [...paths, data]) fs.lchownSync(path, account.uid, account.gid)
  return account
}

/** What initdb's or the server's own words mean for the person who starts the register; `log` is where more is found. */
export function serverFault(output: string, dataDir: string, log?: string): StartupError {
  if (/No space left on device|Check free disk space/.test(output) || hasNoRoom(dataDir)) return diskFull(dataDir)
  if (/could not look up effective user ID/.test(output)) {
    return new StartupError(
      `The account ${process.getuid?.()} has no name in /etc/passwd, and PostgreSQL makes no database for a nameless one. Start as another account, or set DATABASE_URL.`,
    )
  }
  if (/database files are incompatible/.test(output)) {
    const made = /initialized by PostgreSQL version (\d+)/.exec(output)?.[1] ?? 'of another version'
    return new StartupError(
      `${dataDir} belongs to PostgreSQL ${made}, and this program carries PostgreSQL 18. With the register that made it: npm run -s cli -- backup FILE. Then with this one and another DATA_DIR: npm run -s cli -- restore FILE.`,
    )
  }
  const lines = output.trim().split('\n')
  const last = (lines.findLast((line) => fatal.test(line)) ?? lines.at(-1) ?? '').replace(fatal, '')
  const hint =
    isRoot && /Permission denied/.test(output)
      ? ' Set DATA_DIR to a directory that other accounts than root can enter.'
      : ''
  return new StartupError(`PostgreSQL did not start: ${last || 'it gave no reason'}.${hint}${log ? ` See ${log}` : ''}`)
}

// On a full disk the server's log may not get to say so.
function hasNoRoom(directory: string): boolean {
  const { bavail, bsize } = fs.statfsSync(directory)
  return bavail * bsize < roomOfStart
}

/** What a file system's error means for the person who starts the register. Anything else comes back as it is. */
export function diskFault(error: unknown, dataDir: string): unknown {
  const { code, path = dataDir } = error as NodeJS.ErrnoException
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new StartupError(
        `No permission for ${path} (${code}). Give this account DATA_DIR ${dataDir}, or set another.`,
      )
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENOTEMPTY':
      return new StartupError(
        `DATA_DIR ${dataDir} cannot hold a database: ${path} is missing or something else (${code}). Set another.`,
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(path)
    default:
      return error
  }
}

function diskFull(path: string): StartupError {
  return new StartupError(
    `The disk is full: ${path} cannot grow. Make room, or set DATA_DIR to a directory on another disk.`,
  )
}
