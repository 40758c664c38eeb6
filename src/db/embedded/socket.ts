// Where the embedded server listens: a Unix socket in a directory that only its account may enter.
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isRoot } from './binaries.ts'
import type { Cluster } from './cluster.ts'

/** What the kernels leave for the path of a socket: 103 bytes on macOS, 107 on Linux. */
const longestPath = 103
const name = '.s.PGSQL.5432'

/**
 * Makes the directory of the socket and gives its path: beside the data, or else a new one beneath the temporary directory,
 * where the path would be too long, or leads through what the server's account may not enter (as with root's own home).
 */
export function makeSocketDirectory({ data, account }: Pick<Cluster, 'data' | 'account'>): string {
  const beside = join(dirname(data), 'socket')
  if (!isRoot && fits(beside)) {
    fs.mkdirSync(beside, { recursive: true, mode: 0o700 })
    fs.chmodSync(beside, 0o700)
    return beside
  }
  const parent = [tmpdir(), '/tmp'].find((path) => fits(join(path, 'register-XXXXXX')))!
  const directory = fs.mkdtempSync(join(parent, 'register-'))
  if (account && isRoot) fs.chownSync(directory, account.uid, account.gid)
  return directory
}

/** Removes it, where it is one of the temporary ones and its server is gone. */
export function removeSocketDirectory(directory: string): void {
  if (/\/register-\w{6}$/.test(directory)) fs.rmSync(directory, { recursive: true, force: true })
}

function fits(directory: string): boolean {
  return Buffer.byteLength(join(directory, name)) <= longestPath
}
