import type { Database } from '../db/connect.ts'
import type { RegistryError } from '../errors.ts'
import type { Caller } from './actor.ts'

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

/** What a sign-in is done with. */
export interface Occasion {
  db: Database
  now: Date
  requestId: string
}

/** How a JWT is turned into somebody, where a provider is configured. */
export type SignInWithToken = (occasion: Occasion, token: string) => Promise<SignIn | Refused>
