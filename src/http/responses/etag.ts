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

/**
 * The versions that If-Match names, of which the row must have one; nothing for any. PATCH, PUT and DELETE must name one:
 * `precondition_required` without. Weak tags count: a proxy that compresses makes them of ours.
 */
export function expectedVersions(request: Request): number[] | undefined {
  const header = request.headers['if-match']
  if (header === undefined) {
    if (!['PATCH', 'PUT', 'DELETE'].includes(request.method)) return undefined
    throw new RegistryError('precondition_required', {
      en: 'Send If-Match with the ETag of the version that you have read.',
      sv: 'Skicka If-Match med ETag för den version som du har läst.',
    })
  }
  if (header.trim() === '*') return undefined
  const versions = listed(header).map((tag) => /^(?:W\/)?"(\d{1,9})(?:-[\w-]+)?"$/.exec(tag)?.[1])
  if (versions.length > 0 && versions.every((version) => version !== undefined)) return versions.map(Number)
  throw new RegistryError(
    'invalid_request',
    {
      en: 'If-Match must be an ETag as the register gave it, or several with commas.',
      sv: 'If-Match ska vara en ETag så som registret gav den, eller flera med komma.',
    },
    [
      {
        part: 'header',
        pointer: '/if-match',
        code: 'wrong_format',
        detail: { en: 'Not an ETag.', sv: 'Inte en ETag.' },
      },
    ],
  )
}

function listed(header: string | undefined): string[] {
  return header
    ? header
        .split(',')
        .map((tag) => tag.trim())
        .filter(Boolean)
    : []
}
