import { RegistryError, type Words } from './errors.ts'

/** Roles as the contract speaks of them. `partner` and `matcher` always act for one organisation. */
export const roles = ['coordinator', 'partner', 'matcher', 'reader'] as const
export type Role = (typeof roles)[number]

/** What a key or token may be used for, whatever its role: a GET needs `read`, all else `write`. */
export const scopes = ['read', 'write'] as const
export type Scope = (typeof scopes)[number]

/** Somebody who has signed in: with a key, or through the OpenID provider. */
export type Caller = { kind: 'api_key' | 'account'; id: string; scopes: readonly Scope[] } & (
  { role: 'coordinator' | 'reader' } | { role: 'partner' | 'matcher'; organisationId: string }
)

/** Who calls. `public` is anyone without a key; `system` is the register itself (seeding, command line). */
export type Actor = { kind: 'public' } | { kind: 'system'; name: string } | Caller

export const publicActor: Actor = { kind: 'public' }

export function isSignedIn(actor: Actor): actor is Caller {
  return actor.kind === 'api_key' || actor.kind === 'account'
}

/** Whether what the register holds may be shown to an actor at all; a key or token may be for writing alone. */
export function mayRead(actor: Actor): boolean {
  return !isSignedIn(actor) || actor.scopes.includes('read')
}

/** The role that decides what an actor may see; the register itself sees what a coordinator sees. */
export function roleOf(actor: Actor): Role | 'public' {
  if (actor.kind === 'public') return 'public'
  if (actor.kind === 'system') return 'coordinator'
  return actor.role
}

export function isCoordinator(actor: Actor): boolean {
  return roleOf(actor) === 'coordinator'
}

/** The organisation that the actor acts for, or null. */
export function organisationOf(actor: Actor): string | null {
  return 'organisationId' in actor ? actor.organisationId : null
}

/** Throws `forbidden`, in these words, unless it is the caller's own organisation; coordinators act for all. */
export function assertActsFor(actor: Actor, organisationId: string | null, refusal: Words): void {
  if (isCoordinator(actor) || (organisationId !== null && organisationOf(actor) === organisationId)) return
  throw new RegistryError('forbidden', refusal)
}

/** Whether a role acts for an organisation, and so is nobody without one. */
export function actsForOne(role: Role): role is 'partner' | 'matcher' {
  return role === 'partner' || role === 'matcher'
}

/** Somebody who may come in. */
export interface SignIn {
  actor: Caller
  /** When what was shown stops being good, RFC 3339; absent when it does not. */
  expiresAt?: string
  /** The same in milliseconds, with what clocks may differ by; Infinity when it does not. */
  until: number
}

/** Why somebody may not. The reason is for the log and the counters; a caller hears the same whatever it is. */
export interface Refused {
  reason: string
  /** What to answer instead of `unauthenticated`. */
  error?: RegistryError
  /** Whose key it was, where that is known. */
  keyId?: string
}
