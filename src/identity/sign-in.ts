import type { Refused, SignIn } from '../actor.ts'
import type { Database } from '../db/connect.ts'

/** What a sign-in is done with. */
export interface SignInOccasion {
  db: Database
  now: Date
  requestId: string
}

/** How a JWT is turned into somebody, where a provider is configured. */
export type SignInWithToken = (occasion: SignInOccasion, token: string) => Promise<SignIn | Refused>
