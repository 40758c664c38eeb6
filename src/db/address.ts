import type pg from 'pg'
import { ownerRole, passwordFile, passwordIn } from './embedded/password.ts'
import { serviceRole } from './roles.ts'

/**
 * How to connect to the database of a URL. That of an embedded server names the file of its password, which another
 * process may have changed since: it is read anew for each connection. What else the URL says stands in place of what is
 * asked for, as where pg reads it: spread it last.
 */
export function addressOf(url: string): pg.ClientConfig {
  // pg takes the path of a socket too.
  const { username, port, pathname, searchParams } = URL.canParse(url) ? new URL(url) : new URL('none:')
  const { [passwordFile]: file, sslmode: _, ...said } = Object.fromEntries(searchParams)
  if (file === undefined || ![ownerRole, serviceRole].includes(username)) return { connectionString: url }
  return {
    ...said,
    port: Number(port),
    user: username,
    database: pathname.slice(1),
    ssl: false,
    password: () => passwordIn(file, username),
  }
}
