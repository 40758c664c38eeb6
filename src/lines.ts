import { StartupError } from './errors.ts'

/** One line that says what to do, for what a person can mend; the whole error for what only a developer can. */
export function lineFor(error: unknown): string {
  if (error instanceof StartupError) return error.message
  const { code, port, address } = error as { code?: string; port?: number; address?: string }
  if (code === 'EADDRINUSE') return `Port ${port} on ${address} is in use. Stop what uses it, or set PORT to another.`
  if (code === 'EADDRNOTAVAIL') return `The address ${address} is not this machine's. Set HOST to one that is.`
  if (code === 'EACCES') return `Port ${port} may not be opened by this user. Set PORT to one above 1023.`
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ETIMEDOUT') {
    return `The database of DATABASE_URL does not answer (${code}). Start it, or correct the URL.`
  }
  if (code === '28P01' || code === '28000' || code === '3D000') {
    return 'The database of DATABASE_URL refuses its user, password or database name. Correct the URL.'
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
