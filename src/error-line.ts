import { StartupError } from './errors.ts'

/** One line that says what to do, for what a person can mend; the whole error for what only a developer can. */
export function lineFor(error: unknown): string {
  if (error instanceof StartupError) return error.message
  const { code, syscall, port, address, hostname } = error as Record<string, string | undefined>
  if (code === 'EADDRINUSE') return `Port ${port} on ${address} is in use. Stop what uses it, or set PORT to another.`
  if (code === 'EADDRNOTAVAIL') return `The address ${address} is not this machine's. Set HOST to one that is.`
  if (code === 'EACCES' && syscall === 'listen')
    return `Port ${port} may not be opened by this user. Set PORT to one above 1023.`
  if (syscall === 'getaddrinfo')
    return `There is no address for ${hostname} (${code}). Set HOST to one of this machine's.`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
