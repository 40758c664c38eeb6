import { errors, jwtVerify } from 'jose'
import { RegistryError, type Words } from '../../errors.ts'
import { accountOf } from '../accounts/commands.ts'
import { actsForOne, type Refused } from '../../actor.ts'
import type { SignInWithToken } from '../sign-in.ts'
import {
  isAccessToken,
  nameIn,
  organisationIn,
  roleIn,
  scopesIn,
  subjectIn,
  type Claims,
  type OidcSettings,
} from './claims.rules.ts'
import { findOrganisationNamed } from './organisation.queries.ts'
import { providerKeys } from './provider.ts'

/** Asymmetric ones alone: with a shared secret among them, the published key would do as that secret. */
const algorithms = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ')
const latest = Date.UTC(9999, 11, 31)

/** Refusals of jose by their code, and of claims by the claim; what is neither is malformed. */
const reasons: Record<string, string> = {
  ERR_JOSE_ALG_NOT_ALLOWED: 'algorithm',
  ERR_JOSE_NOT_SUPPORTED: 'algorithm',
  ERR_JWKS_NO_MATCHING_KEY: 'unknown_key',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'unknown_key',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'signature',
  ERR_JWT_EXPIRED: 'expired',
}
const reasonsOfClaims: Record<string, string> = { iss: 'issuer', aud: 'audience', nbf: 'not_yet', sub: 'subject' }

/**
 * Signs in with the access tokens of one OpenID provider: a role and an organisation from the token, an account for
 * whoever it is. A good token that brings no role, or a role that needs an organisation without one that the register
 * knows, is `forbidden`. `unavailable` while the provider's keys cannot be had.
 */
export function oidcSignIn(settings: OidcSettings, onTrouble: (message: string) => void): SignInWithToken {
  const verify = tokenVerifier(settings, onTrouble)
  return async (occasion, token) => {
    const verified = await verify(token, occasion.now)
    if ('reason' in verified) return verified
    const { claims, subject, until } = verified
    const role = roleIn(claims, settings)
    if (!role) return forbiddenSignIn('no_role', noRole(settings))
    const named = actsForOne(role) ? organisationIn(claims, settings) : undefined
    const organisationId = named && (await findOrganisationNamed(occasion.db, named))
    if (actsForOne(role) && !organisationId) return forbiddenSignIn('no_organisation', noOrganisation(role, settings))
    const id = await accountOf(occasion, { issuer: settings.issuer, subject, name: nameIn(claims) })
    const identity = { kind: 'account', id, scopes: scopesIn(claims, settings) } as const
    return {
      actor: actsForOne(role) ? { ...identity, role, organisationId: organisationId! } : { ...identity, role },
      expiresAt: new Date(until - settings.clockSkewSeconds * 1000).toISOString(),
      until,
    }
  }
}

interface Verified {
  claims: Claims
  subject: string
  /** In milliseconds, with what clocks may differ by. */
  until: number
}

function tokenVerifier(settings: OidcSettings, onTrouble: (message: string) => void) {
  const { issuer, audience, clockSkewSeconds: clockTolerance } = settings
  const keys = providerKeys(issuer, onTrouble)
  return async (token: string, now: Date): Promise<Verified | Refused> => {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        algorithms,
        issuer,
        audience,
        clockTolerance,
        currentDate: now,
        requiredClaims: ['exp', 'sub'],
      })
      const subject = subjectIn(payload)
      if (!subject) return { reason: 'subject' }
      if (!isAccessToken(protectedHeader.typ, payload, settings)) return { reason: 'no_access_token' }
      // jose looks at it only where an age is asked for.
      if (payload.iat !== undefined && !(payload.iat <= now.getTime() / 1000 + clockTolerance))
        return { reason: 'not_yet' }
      return { claims: payload, subject, until: Math.min((payload.exp! + clockTolerance) * 1000, latest) }
    } catch (error) {
      if (error instanceof RegistryError) return { reason: 'provider_unavailable', error }
      return { reason: reasonOf(error) }
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed) return reasonsOfClaims[error.claim] ?? 'malformed'
  return reasons[(error as { code?: string }).code ?? ''] ?? 'malformed'
}

function forbiddenSignIn(reason: string, detail: Words): Refused {
  return { reason, error: new RegistryError('forbidden', detail) }
}

function noRole({ roleClaim }: OidcSettings): Words {
  return {
    en: `You are signed in, but have no role in the register (claim ${roleClaim}). Ask whoever runs the sign-in service.`,
    sv: `Du är inloggad men har ingen roll i registret (${roleClaim}). Fråga den som sköter inloggningen.`,
  }
}

function noOrganisation(role: string, { organisationClaim }: OidcSettings): Words {
  return {
    en: `You are signed in as ${role}, but for no organisation that the register knows (claim ${organisationClaim}).`,
    sv: `Du är inloggad som ${role} men inte för någon organisation som registret känner till (${organisationClaim}).`,
  }
}
