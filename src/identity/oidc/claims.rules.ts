import type { Role } from '../../actor.ts'

/** What a token says, as the provider signed it. */
export type Claims = Record<string, unknown>

/** Which claims say what, as configured. */
export interface OidcSettings {
  issuer: string
  audience: string
  /** A claim, or a path into one with dots. */
  roleClaim: string
  /** What the claim calls each role. */
  roles: ReadonlyMap<string, Role>
  organisationClaim: string
  /** By how much the provider's clock and ours may differ. */
  clockSkewSeconds: number
}

/** Of several roles the first of these counts. A matcher may do what a partner does, and more. */
const highestFirst = ['coordinator', 'matcher', 'partner', 'reader'] as const
const readOrWrite = ['read', 'write'] as const
/** Claims of ID tokens and logout tokens, which no access token has. */
const claimsOfOthers = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events']
const longestName = 200
const longestSubject = 255

/** The highest role that the token brings, or nothing. */
export function roleIn(claims: Claims, { roleClaim, roles }: OidcSettings): Role | undefined {
  const given = textsIn(claimAt(claims, roleClaim)).map((word) => roles.get(word))
  return highestFirst.find((role) => given.includes(role))
}

/** Whom the token acts for, in the provider's words: one organisation, or nothing. */
export function organisationIn(claims: Claims, { organisationClaim }: OidcSettings): string | undefined {
  const named = textsIn(claimAt(claims, organisationClaim))
  return named.length === 1 ? named[0] : undefined
}

/** `read` or `write` when the token's `scope` names one of them; one that names neither is bounded by its role alone. */
export function scopesIn({ scope }: Claims) {
  // One text (RFC 9068); some providers make a list of it.
  const asked = textsIn(scope).flatMap((text) => text.split(' '))
  const named = readOrWrite.filter((word) => asked.includes(word))
  return named.length > 0 ? named : readOrWrite
}

/** Who it is to the provider, or nothing when that is no subject as OpenID Connect has it. */
export function subjectIn({ sub }: Claims): string | undefined {
  return typeof sub === 'string' && isText(sub) && sub.length <= longestSubject ? sub : undefined
}

/** What the provider calls whoever it is, where it tells. */
export function nameIn({ name }: Claims): string | undefined {
  if (typeof name !== 'string' || !isText(name)) return undefined
  return name.normalize('NFC').trim().slice(0, longestName).trim().toWellFormed() || undefined
}

/**
 * Whether a signed token was made to be shown to an API: by its type (RFC 9068), or, from providers that call all of
 * theirs `JWT`, by being none of the others. An ID token is for its client: that is its audience, or it has a nonce. One
 * that is bound to a key of its holder (`cnf`) is not for whoever bears it.
 */
export function isAccessToken(typ: unknown, claims: Claims, { audience }: OidcSettings): boolean {
  if (Object.hasOwn(claims, 'cnf') || typeof typ !== 'string') return false
  const type = typ.toLowerCase().replace(/^application\//, '')
  if (type === 'at+jwt') return true
  const isForClient = claims.azp === audience || claims.client_id === audience
  return type === 'jwt' && !isForClient && !claimsOfOthers.some((claim) => Object.hasOwn(claims, claim))
}

/** Whether what is asked there comes from there: https, or this very machine. */
export function isSecure(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname))
}

/** The claim of that very name, which may have dots in it (`https://example.se/role`), or else what the path leads to. */
function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path]
  return path
    .split('.')
    .reduce<unknown>(
      (inside, name) =>
        typeof inside === 'object' && inside !== null && Object.hasOwn(inside, name)
          ? (inside as Claims)[name]
          : undefined,
      claims,
    )
}

/** A claim that is a text, or a list of them. */
function textsIn(value: unknown): string[] {
  return [value].flat().filter((word) => typeof word === 'string')
}

/** What Postgres can keep. */
function isText(value: string): boolean {
  return value !== '' && value.isWellFormed() && !value.includes('\0')
}
