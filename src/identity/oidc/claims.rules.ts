import { scopes, type Role, type Scope } from '../../actor.ts'

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
  /** What a token may that has no scope claim at all. */
  defaultScopes: readonly Scope[]
  /** By how much the provider's clock and ours may differ. */
  clockSkewSeconds: number
}

/** Of several roles the first of these counts. A matcher may do what a partner does, and more. */
const highestFirst = ['coordinator', 'matcher', 'partner', 'reader'] as const
/** Of access tokens: by RFC 9068, and by Entra, Okta and others. */
const scopeClaims = ['scope', 'scp']
/** Who asked for the token: by RFC 9068, and by OpenID Connect, Entra and Okta. */
const clientClaims = ['client_id', 'azp', 'appid', 'cid']
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

/**
 * What the token may be used for. Its scope claims are one text with spaces (RFC 9068) or a list of texts; of their words
 * `read` and `write` count, by themselves or behind the audience (`api://register/read`). Whatever else they say gives
 * nothing, and neither does saying nothing: a scope of another API, or one that is spelt otherwise, is no leave for this.
 */
export function scopesIn(claims: Claims, { audience, defaultScopes }: OidcSettings): readonly Scope[] {
  if (!hasAny(claims, scopeClaims)) return defaultScopes
  const said = scopeClaims.flatMap((claim) => textsIn(claims[claim])).flatMap((text) => text.split(' '))
  const here = audience.replace(/\/?$/, '/')
  return scopes.filter((scope) => said.includes(scope) || said.includes(here + scope))
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
 * Whether a signed token was made to be shown to an API. Its type says so (RFC 9068), or, from providers that call all of
 * theirs `JWT`, what it says: an access token has scopes, or was asked for by another than the API that is its audience. An
 * ID token is for its client, which is its audience, and may look like nothing more: a `JWT` that proves to be neither is
 * none. A token that is bound to a key of its holder (`cnf`) is not for whoever bears it.
 */
export function isAccessToken(typ: unknown, claims: Claims, { audience }: OidcSettings): boolean {
  if (Object.hasOwn(claims, 'cnf') || typeof typ !== 'string') return false
  const type = typ.toLowerCase().replace(/^application\//, '')
  if (type === 'at+jwt') return true
  // Keycloak says what a token is in its claims.
  const isCalledOther = Object.hasOwn(claims, 'typ') && claims['typ'] !== 'Bearer'
  if (type !== 'jwt' || isCalledOther || hasAny(claims, claimsOfOthers)) return false
  const clients = clientClaims.flatMap((claim) => textsIn(claims[claim]))
  if ([audience, ...textsIn(claims['aud'])].some((one) => clients.includes(one))) return false
  return clients.length > 0 || hasAny(claims, scopeClaims)
}

function hasAny(claims: Claims, names: string[]): boolean {
  return names.some((name) => Object.hasOwn(claims, name))
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
