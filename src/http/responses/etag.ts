import { hash } from 'node:crypto'
import { RegistryError } from '../../errors.ts'
import type { Reply, Request } from '../app.ts'

const digestLength = 12

/**
 * The entity tag of a representation: `"<version>"`, and where it also shows what other rows or the clock decide,
 * `"<version>-<digest of that>"`, or a cached answer would outlive its truth. Writers are only asked for the version.
 */
export function etagOf(row: { version: number }, derived: unknown[] = []): string {
  if (derived.length === 0) return `"${row.version}"`
  const digest = hash('sha256', JSON.stringify(derived), 'base64url').slice(0, digestLength)
  return `"${row.version}-${digest}"`
}

/**
 * The entity tag of a list: the same for as long as nothing in the register has changed, whatever the list holds. It takes
 * a count to tell, and not the list.
 */
export function etagOfList(decisive: unknown[]): string {
  return `"${hash('sha256', JSON.stringify(decisive), 'base64url').slice(0, 2 * digestLength)}"`
}

/** Sends one row, or 304 when the caller has it already. `derived`: what it shows that its version does not follow. */
export function sendRow(request: Request, reply: Reply, row: { version: number }, derived: unknown[] = []): Reply {
  const etag = etagOf(row, derived)
  reply.header('etag', etag)
  return isKnown(request, etag) ? reply.code(304).send() : reply.send(row)
}

/** Whether the caller has what this tag stands for already. */
export function isKnown(request: Request, etag: string): boolean {
  return listed(request.headers['if-none-match']).some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag)
}

/** The version that If-Match names. PATCH, PUT and DELETE must name one: `precondition_required` without. */
export function expectedVersion(request: Request): number | undefined {
  const header = request.headers['if-match']
  if (header === undefined) {
    if (!['PATCH', 'PUT', 'DELETE'].includes(request.method)) return undefined
    throw new RegistryError('precondition_required', {
      en: 'Send If-Match with the ETag of the version that you have read.',
      sv: 'Skicka If-Match med ETag för den version som du har läst.',
    })
  }
  if (header.trim() === '*') return undefined
  const version = /^"(\d{1,9})(?:-[\w-]+)?"$/.exec(header.trim())?.[1]
  if (version) return Number(version)
  throw new RegistryError(
    'invalid_request',
    {
      en: 'If-Match must be one ETag as the register gave it.',
      sv: 'If-Match ska vara en ETag så som registret gav den.',
    },
    [{ in: 'header', pointer: '/if-match', code: 'wrong_format', detail: { en: 'Not an ETag.', sv: 'Inte en ETag.' } }],
  )
}

function listed(header: string | undefined): string[] {
  return header ? header.split(',').map((tag) => tag.trim()) : []
}
