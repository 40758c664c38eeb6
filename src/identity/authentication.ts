import { signInWithKey } from './api-keys/sign-in.ts'
import { noteOutcome, cachedSignIn, wasLetIn } from './sign-in-cache.ts'
import { signIns } from './metrics.ts'
import type { Refused, SignIn } from '../actor.ts'
import type { SignInOccasion, SignInWithToken } from './sign-in.ts'
import { noteUse } from './uses.ts'

/** How requests are authenticated, by key or, where there is a provider, by token: what `http/admission` asks for. */
export function authentication(signInWithToken: SignInWithToken | undefined) {
  return {
    authenticate: (token: string, occasion: SignInOccasion) => authenticate(token, occasion, signInWithToken),
    wasGood: wasLetIn,
  }
}

/**
 * Who a bearer token stands for, or why it stands for nobody. A change to a key holds everywhere within a second, and in
 * the process that makes it at once (see `sign-in-cache.ts`). Throws when the database does not answer.
 */
async function authenticate(
  token: string,
  occasion: SignInOccasion,
  signInWithToken: SignInWithToken | undefined,
): Promise<SignIn | Refused> {
  const { db, now } = occasion
  const isJwt = /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)
  const outcome = await cachedSignIn(db, token, now, async () => {
    if (!isJwt) return signInWithKey(occasion, token)
    return signInWithToken ? signInWithToken(occasion, token) : { reason: 'no_provider' }
  })
  const isIn = 'actor' in outcome
  noteOutcome(token, isIn)
  if (isIn) noteUse(outcome.actor, now)
  signIns.inc({ method: isJwt ? 'oidc' : 'api_key', result: isIn ? 'ok' : outcome.reason })
  return outcome
}
