import { signInWithKey } from './api-keys/sign-in.ts'
import { noteOutcome, recall, wasLetIn } from './memory.ts'
import { signIns } from './metrics.ts'
import type { Occasion, Refused, SignIn, SignInWithToken } from './sign-in.ts'
import { noteUse } from './uses.ts'

/**
 * Who a bearer token stands for, or why it stands for nobody. A change to a key holds everywhere within a second, and in
 * the process that makes it at once (see `memory.ts`). Throws when the database does not answer.
 */
export async function authenticate(
  token: string,
  occasion: Occasion,
  signInWithToken: SignInWithToken | undefined,
): Promise<SignIn | Refused> {
  const { db, now } = occasion
  const isJwt = /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)
  const outcome = await recall(db, token, now, async () => {
    if (!isJwt) return signInWithKey(occasion, token)
    return signInWithToken ? signInWithToken(occasion, token) : { reason: 'no_provider' }
  })
  const isIn = 'actor' in outcome
  noteOutcome(token, isIn)
  if (isIn) noteUse(outcome.actor, now)
  signIns.inc({ method: isJwt ? 'oidc' : 'api_key', result: isIn ? 'ok' : outcome.reason })
  return outcome
}

/** Whether this very key or token signed in within the last ten minutes, and has not been refused since. */
export function wasGood(token: string): boolean {
  return wasLetIn(token)
}
