import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('../..', import.meta.url))
let known: string | undefined

/**
 * What this register is made of: the same for all that run the same source, another once a line of it is. A version that
 * is raised by hand may be forgotten.
 */
export function sourceDigest(): string {
  return (known ??= digestOfSource())
}

function digestOfSource(): string {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  return hash(
    'sha256',
    files
      .toSorted()
      .map((name) => readFileSync(source + name, 'utf8'))
      .join('\0'),
    'base64url',
  )
}
