// The password of the embedded server: another one from each start of the server on, so that one which got out is of no
// use for long. A crash leaves a file that is right, or the next one beside it.
import { createHmac, randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import type pg from 'pg'
import { serviceRole } from '../roles.ts'

/** Where a URL names the file. */
export const passwordFile = 'password_file'
export const ownerRole = 'register'

const nextTo = (file: string) => `${file}.next`

export function passwordPath({ data }: { data: string }): string {
  return join(dirname(data), 'password')
}

/** The password of a role, as it is now. The register's own is derived: all who may read the owner's know it. */
export function passwordIn(file: string, role: string): string {
  return passwordOf(role, fs.readFileSync(file, 'utf8').trim())
}

function passwordOf(role: string, secret: string): string {
  return role === ownerRole ? secret : createHmac('sha256', secret).update(role).digest('base64url')
}

/** Writes a password that nobody knows, readable to its owner alone. */
export function writePassword(file: string): string {
  const secret = randomBytes(32).toString('base64url')
  fs.rmSync(file, { force: true })
  fs.writeFileSync(file, `${secret}\n`, { mode: 0o600, flush: true })
  return secret
}

/**
 * Gives the server another password, for whoever has started it. Written down before the server knows it, and in its
 * place after: dying before the server knows, the old one holds; dying after, the next starter finds that the old one is
 * refused, and takes the one that lies beside it (`takeNext`).
 */
export async function changePassword(session: pg.Client, file: string): Promise<void> {
  const secret = writePassword(nextTo(file))
  const { uid, gid } = fs.statSync(file)
  if (process.getuid?.() === 0) fs.chownSync(nextTo(file), uid, gid)
  const directory = fs.openSync(dirname(file), 'r')
  fs.fsyncSync(directory)
  fs.closeSync(directory)
  // One statement: both or none. What is base64url needs no quoting.
  await session.query(
    [ownerRole, serviceRole].map((role) => `alter role ${role} login password '${passwordOf(role, secret)}'`).join(';'),
  )
  takeNext(file)
}

/** Puts the next password in its place, which is the right one where the other is refused. False when there is none. */
export function takeNext(file: string): boolean {
  try {
    fs.renameSync(nextTo(file), file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return false // or another starter was first
  }
}
