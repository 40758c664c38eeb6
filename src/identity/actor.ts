/** Roles as the contract speaks of them. `partner` and `matcher` always act for one organisation. */
export const roles = ['coordinator', 'partner', 'matcher', 'reader'] as const
export type Role = (typeof roles)[number]

/** Who calls. `public` is anyone without a key; `system` is the register itself (seeding, command line). */
export type Actor =
  | { kind: 'public' }
  | { kind: 'system'; name: string }
  | { kind: 'api_key'; id: string; role: 'coordinator' | 'reader' }
  | { kind: 'api_key'; id: string; role: 'partner' | 'matcher'; organisationId: string }

export const publicActor: Actor = { kind: 'public' }

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
  return actor.kind === 'api_key' && 'organisationId' in actor ? actor.organisationId : null
}
